import { t } from "@/i18n/common";
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

const trust: MantineColorsTuple = ["#e8f6f1", "#d3ebe2", "#a6d7c5", "#76c2a6", "#4fb08c", "#36a57c", "#279f73", "#15825b", "#0f6b4c", "#085a3f"];

/** The library's greys, in the tone of the dark page. */
const dark: MantineColorsTuple = ["#e6ebe8", "#c3ccc7", "#a1aca6", "#8a968f", "#404a45", "#2f3733", "#242b28", "#1b201e", "#161a18", "#121614"];

export const theme = createTheme({
  primaryColor: "trust",
  primaryShade: { light: 8, dark: 7 },
  autoContrast: true,
  colors: { trust, dark },
  defaultRadius: "md",
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'Noto Sans Mono', 'DejaVu Sans Mono', monospace",
  lineHeights: { md: "1.6" },
  headings: { fontWeight: "650", sizes: { h1: { fontSize: "1.9rem", lineHeight: "1.2" }, h2: { fontSize: "1.25rem", lineHeight: "1.35" } } },
  components: {
    Paper: { defaultProps: { p: "lg", radius: "lg" } },
    // Their headers are no landmarks of the page.
    Modal: { defaultProps: { radius: "lg", centered: true, padding: "lg", closeButtonProps: { "aria-label": t.common.close }, attributes: { header: { role: "presentation" } } } },
    Drawer: { defaultProps: { closeButtonProps: { "aria-label": t.common.close }, attributes: { header: { role: "presentation" } } } },
    Table: { defaultProps: { verticalSpacing: "sm" } },
  },
});

export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: { "--mantine-color-body": "#ffffff", "--mantine-color-error": "#c92a2a", "--page": "#f6f5f1", "--line": "#e4e1d9", "--quiet": "#5f6661", "--mantine-color-dimmed": "#5f6661", "--soft": "#f0f5f2", "--lit": "#b25e00", "--focus": "#0f6b4c", "--warn": "#7a3e00", "--warn-soft": "#fff3df" },
  dark: { "--mantine-color-body": "#1b201e", "--mantine-color-error": "#ff8787", "--page": "#121614", "--line": "#2d3431", "--quiet": "#a1aca6", "--mantine-color-dimmed": "#a1aca6", "--soft": "#1e2b26", "--lit": "#f0b14a", "--focus": "#4fb08c", "--warn": "#f5c27a", "--warn-soft": "#33281a", "--mantine-color-text": "#e6ebe8" },
});

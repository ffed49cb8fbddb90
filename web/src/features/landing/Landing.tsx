import { Page } from "@/components/Page";
import { tLanding } from "@/i18n/landing";

export function Landing() {
  return <Page title={tLanding.title}>{null}</Page>;
}

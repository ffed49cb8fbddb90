import "virtual:mantine.css";
import "./app/app.css";
import { DirectionProvider, MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode, startTransition } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router";
import { watchForNewVersion } from "./app/newVersion";
import { queryClient } from "./app/queryClient";
import { router } from "./app/routes";
import { theme, variables } from "./app/theme";
import { startWorker } from "./app/worker";
import { direction } from "./i18n/language";
import { announceNonce, styleNonce } from "./lib/nonce";
import "./lib/telegram";
import { startSession } from "./lib/session";
import { startRealtime } from "./lib/socket";
import { speakOfFields } from "./lib/validity";

announceNonce();
watchForNewVersion();
void startSession();
startRealtime(queryClient);
startWorker();
speakOfFields();

// What the server has written into the page stays until the page's own part has come.
if (!router.state.initialized)
  await new Promise<void>((resolve) => {
    const stop = router.subscribe(({ initialized }) => {
      if (!initialized) return;
      stop();
      resolve();
    });
  });

const root = document.getElementById("root");
// In pieces: what the server has written can be read and scrolled meanwhile, and no click waits for all of the page.
if (root)
  startTransition(() =>
    createRoot(root).render(
      <StrictMode>
        <DirectionProvider initialDirection={direction()} detectDirection={false}>
          <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto" getStyleNonce={styleNonce}>
            <QueryClientProvider client={queryClient}>
              <RouterProvider router={router} />
            </QueryClientProvider>
          </MantineProvider>
        </DirectionProvider>
      </StrictMode>,
    ),
  );

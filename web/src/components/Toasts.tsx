import { lazy, Suspense, useSyncExternalStore } from "react";
import { onToast, toastsWanted } from "./toast";

const ToastList = lazy(() => import("./ToastList"));

/** Where toasts appear. Stands in the frame once. */
export function Toasts() {
  const wanted = useSyncExternalStore(onToast, toastsWanted);
  return wanted ? <Suspense><ToastList /></Suspense> : null;
}

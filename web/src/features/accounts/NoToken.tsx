import { Page } from "@/components/Page";
import { Empty } from "@/components/states";
import { a } from "@/i18n/account";

/** Somebody opened the page of a letter's link without the link. */
export function NoToken({ title }: { title: string }) {
  return <Page title={title} narrow><Empty title={a.reset.noToken} /></Page>;
}

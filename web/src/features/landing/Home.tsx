import { Page } from "@/components/Page";
import { tLanding } from "@/i18n/landing";
import type { User } from "@/lib/types";

export default function Home({ user }: { user: User }) {
  return <Page title={tLanding.home.title(user.displayName)}>{null}</Page>;
}

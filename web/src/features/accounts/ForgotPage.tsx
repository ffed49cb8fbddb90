import { a } from "@/i18n/account";
import { AskAddress } from "./AskAddress";
import { askForReset } from "./ways";

export default function ForgotPage() {
  return <AskAddress title={a.reset.askTitle} hint={a.reset.askHint} send={askForReset} button={a.reset.ask} sent={a.reset.sent} />;
}

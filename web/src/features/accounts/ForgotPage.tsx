import { tAccess } from "@/i18n/access";
import { AskAddress } from "./AskAddress";
import { askForReset } from "./ways";

export default function ForgotPage() {
  return <AskAddress title={tAccess.reset.askTitle} hint={tAccess.reset.askHint} send={askForReset} button={tAccess.reset.ask} sent={tAccess.reset.sent} />;
}

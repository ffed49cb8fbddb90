import { Page } from "@/components/Page";
import { tSearch } from "@/i18n/search";

export default function SearchPage() {
  return <Page title={tSearch.title} narrow>{null}</Page>;
}

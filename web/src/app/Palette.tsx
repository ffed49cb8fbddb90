import { Modal } from "@mantine/core";
import { tSearch } from "@/i18n/search";
import { overlay } from "./overlay";

export default function Palette({ opened }: { opened: boolean }) {
  return <Modal opened={opened} onClose={overlay.close} title={tSearch.palette.title}>{null}</Modal>;
}

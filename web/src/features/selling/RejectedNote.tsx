import { Alert, type AlertProps } from "@mantine/core";
import { tSelling } from "@/i18n/selling";

/** Why a listing is not shown, in the words of who looked at it. */
export default function RejectedNote(props: Pick<AlertProps, "children" | "mb">) {
  return <Alert color="orange" variant="light" radius="md" title={tSelling.rejected} {...props} />;
}

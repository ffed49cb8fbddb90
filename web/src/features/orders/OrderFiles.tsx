import { Button, FileButton, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Ago, Card } from "@/components/bits";
import { ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { tOrder } from "@/i18n/order";
import { fileLink } from "@/lib/files";
import { keys } from "@/lib/keys";
import { formatBytes } from "@/lib/bytes";
import type { OrderView } from "@/lib/types";
import { addFile, orderFilesQuery } from "./api";

/** What the parties of a deal show each other. */
export function OrderFiles({ order }: { order: OrderView }) {
  const query = useQuery(orderFilesQuery(order.id));
  const add = useSubmit({ send: (file: File) => addFile(order.id, file), stale: [keys.orders.files(order.id)], done: tOrder.files.added });
  const get = useSubmit({ send: fileLink, onDone: ({ url }) => window.location.assign(url) });
  const error = add.error ?? get.error;
  const who = (id: string) => (id === order.buyer.id ? tOrder.files.buyer : tOrder.files.seller);
  return (
    <Card
      title={tOrder.files.title}
      actions={order.you && (
        <FileButton onChange={(file) => file && add.mutate(file)}>
          {(props) => <Button {...props} size="xs" variant="default" loading={add.isPending}>{tOrder.files.add}</Button>}
        </FileButton>
      )}
    >
      <Text size="sm" c="var(--quiet)" mb="sm">{tOrder.files.hint}</Text>
      <Loaded query={query} shape="lines" lines={1}>
        {({ items }) => (
          <Stack gap="sm">
            {items.length === 0 && <Text>{tOrder.files.none}</Text>}
            {items.map((file) => (
              <Group key={file.fileId} justify="space-between" wrap="nowrap">
                <div style={{ minWidth: 0 }}>
                  <Text truncate dir="auto">{file.name}</Text>
                  <Text size="sm" c="var(--quiet)">{formatBytes(file.bytes)} · {who(file.addedBy)} · <Ago at={file.addedAt} /></Text>
                </div>
                <Button size="xs" variant="default" style={{ flexShrink: 0 }} loading={get.isPending && get.variables === file.fileId} onClick={() => get.mutate(file.fileId)} aria-label={`${tOrder.files.get}: ${file.name}`}>{tOrder.files.get}</Button>
              </Group>
            ))}
          </Stack>
        )}
      </Loaded>
      {error && <ErrorBox error={error} />}
    </Card>
  );
}

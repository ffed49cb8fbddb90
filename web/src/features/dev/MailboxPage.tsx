import { Anchor, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Fragment, useState } from "react";
import { Ago, Card } from "@/components/bits";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty, Loaded } from "@/components/states";
import { tPeople } from "@/i18n/people";
import { getDevelopment } from "@/lib/api";
import { keys } from "@/lib/keys";

interface Kept {
  id: string;
  to: string;
  subject: string;
  keptAt: string;
}

interface Letter extends Kept {
  text: string;
}

const load = (cursor?: string) => getDevelopment<{ items: Kept[]; nextCursor?: string | null }>(`/api/dev/mailbox?${new URLSearchParams(cursor ? { cursor } : {})}`);

/** What a development instance would have sent. */
export default function MailboxPage() {
  const query = usePages(keys.mailbox.all, load);
  const [open, setOpen] = useState<string | null>(null);
  return (
    <Page title={tPeople.mailbox.title} subtitle={tPeople.mailbox.hint} narrow>
      <PagedList query={query} empty={<Empty title={tPeople.mailbox.none} />}>
        {(items) => (
          <div>
            {items.map((letter) => (
              <Card key={letter.id}>
                <Stack gap={4}>
                  <Anchor component="button" type="button" ta="start" fw={600} aria-expanded={open === letter.id} onClick={() => setOpen(open === letter.id ? null : letter.id)}>{letter.subject}</Anchor>
                  <Text size="sm" c="var(--quiet)">{tPeople.mailbox.to} {letter.to} · <Ago at={letter.keptAt} /></Text>
                  {open === letter.id && <Body id={letter.id} />}
                </Stack>
              </Card>
            ))}
          </div>
        )}
      </PagedList>
    </Page>
  );
}

function Body({ id }: { id: string }) {
  const query = useQuery({ queryKey: keys.mailbox.one(id), queryFn: () => getDevelopment<Letter>(`/api/dev/mailbox/${id}`) });
  return <Loaded query={query}>{({ text }) => <div className="prose" dir="auto">{linked(text)}</div>}</Loaded>;
}

/** The addresses in a text as links; text stays text. */
function linked(text: string) {
  return text.split(/(https?:\/\/\S+)/).map((part, i) => (i % 2 ? <Anchor key={part} href={part}>{part}</Anchor> : <Fragment key={`${i}${part}`}>{part}</Fragment>));
}

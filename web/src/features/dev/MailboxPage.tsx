import "./dev.css";
import { Anchor, Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Fragment, useState } from "react";
import { Ago } from "@/components/bits";
import { Icon } from "@/components/Icon";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty, Loaded } from "@/components/states";
import { tPeople } from "@/i18n/people";
import { getDevelopment } from "@/lib/api";
import { keys } from "@/lib/keys";
import { partsOf } from "./letter";

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
      <PagedList query={query} empty={<Empty icon="letter" title={tPeople.mailbox.none} />}>
        {(items) => (
          <ul className="rows">
            {items.map((letter) => (
              <li key={letter.id}>
                <button type="button" className="letter-line" aria-expanded={open === letter.id} onClick={() => setOpen(open === letter.id ? null : letter.id)}>
                  <Icon name="letter" />
                  <span className="row-main">
                    <span className="row-title" dir="auto">{letter.subject}</span>
                    <span className="quiet">{tPeople.mailbox.to} <bdi>{letter.to}</bdi></span>
                  </span>
                  <span className="quiet"><Ago at={letter.keptAt} /></span>
                </button>
                {open === letter.id && <Body id={letter.id} />}
              </li>
            ))}
          </ul>
        )}
      </PagedList>
    </Page>
  );
}

function Body({ id }: { id: string }) {
  const query = useQuery({ queryKey: keys.mailbox.one(id), queryFn: () => getDevelopment<Letter>(`/api/dev/mailbox/${id}`) });
  return (
    <div className="letter">
      <Loaded query={query}>
        {({ text }) => (
          <div dir="auto">
            {partsOf(text).map((part, i) =>
              part.kind === "link" ? (
                <div key={i} className="letter-link">
                  <Button component="a" href={part.href} variant="default">{part.label}</Button>
                  <Anchor href={part.href} size="xs" className="mono" tabIndex={-1} aria-hidden>{part.href}</Anchor>
                </div>
              ) : (
                <Text key={i} component="p" className={part.kind === "foot" ? "letter-foot" : undefined}>{linked(part.text)}</Text>
              ),
            )}
          </div>
        )}
      </Loaded>
    </div>
  );
}

/** The addresses in a text as links; text stays text. */
function linked(text: string) {
  return text.split(/(https?:\/\/\S+)/).map((part, i) => (i % 2 ? <Anchor key={part} href={part}>{part}</Anchor> : <Fragment key={`${i}${part}`}>{part}</Fragment>));
}

import { Button, Group, Modal, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Empty, ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { SellFrame } from "@/features/selling/SellFrame";
import { list } from "@/i18n/format";
import { t } from "@/i18n/common";
import { tShop } from "@/i18n/shop";
import { keys } from "@/lib/keys";
import { formatDecimal } from "@/lib/money";
import type { TemplateKind, TemplateView } from "@/lib/types";
import { removeTemplate, templatesQuery } from "./api";
import { TemplateForm } from "./TemplateForm";
import "./shops.css";

const w = tShop.templates;
const KINDS = Object.keys(w.kinds) as TemplateKind[];

/** Texts that a person uses again. */
export default function TemplatesPage() {
  const templates = useQuery(templatesQuery());
  const [editing, setEditing] = useState<TemplateView | "new" | null>(null);
  const [removing, setRemoving] = useState<TemplateView | null>(null);
  const add = <Button onClick={() => setEditing("new")}>{w.add}</Button>;
  return (
    <SellFrame title={w.title} subtitle={w.hint} actions={templates.data?.length ? add : undefined}>
      <Loaded query={templates} lines={5}>
        {(all) =>
          all.length === 0 ? (
            <Empty icon="requests" title={w.none} action={add}>{w.noneHint}</Empty>
          ) : (
            <>
              <div className="template-kinds">
                {KINDS.map((kind) => <OfKind key={kind} kind={kind} templates={all.filter((one) => one.kind === kind)} edit={setEditing} remove={setRemoving} />)}
              </div>
              <Text size="sm" c="var(--quiet)" mt="md">{w.count(all.length)}</Text>
            </>
          )
        }
      </Loaded>
      <Modal opened={editing !== null} onClose={() => setEditing(null)} title={editing === "new" ? w.add : w.edit} size="lg">
        {editing && <TemplateForm template={editing === "new" ? null : editing} close={() => setEditing(null)} />}
      </Modal>
      <Modal opened={removing !== null} onClose={() => setRemoving(null)} title={w.removeAsk}>
        {removing && <Remove template={removing} close={() => setRemoving(null)} />}
      </Modal>
    </SellFrame>
  );
}

interface OfKindProps {
  kind: TemplateKind;
  templates: TemplateView[];
  edit: (template: TemplateView) => void;
  remove: (template: TemplateView) => void;
}

function OfKind({ kind, templates, edit, remove }: OfKindProps) {
  if (templates.length === 0) return null;
  return (
    <section>
      <Title order={2} mb="sm">{w.kinds[kind]}</Title>
      <ul className="rows">
        {templates.map((template) => (
          <li key={template.id} className="row">
            <div className="row-main">
              <div className="row-title">{template.name}</div>
              <div className="template-body">{template.body || w.empty}</div>
              <Terms template={template} />
            </div>
            <Group gap="xs">
              <Button size="xs" variant="default" onClick={() => edit(template)} aria-label={`${w.edit}: ${template.name}`}>{w.change}</Button>
              <Button size="xs" variant="subtle" color="red" onClick={() => remove(template)} aria-label={`${t.common.remove}: ${template.name}`}>{t.common.remove}</Button>
            </Group>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Terms({ template: { price, currency, deliveryDays, inspectionDays } }: { template: TemplateView }) {
  const terms = [
    price && (currency ? `${formatDecimal(price, 2)} ${currency}` : formatDecimal(price, 2)), deliveryDays && w.days(deliveryDays), inspectionDays && w.inspection(inspectionDays),
  ].filter((term): term is string => Boolean(term));
  return terms.length > 0 && <Text size="sm" mt={4}>{list(terms)}</Text>;
}

function Remove({ template, close }: { template: TemplateView; close: () => void }) {
  const remove = useSubmit({ send: () => removeTemplate(template.id), stale: [keys.templates.all], done: w.removed, onDone: close });
  return (
    <Stack>
      <Text>{w.removeHint(template.name)}</Text>
      {remove.error && <ErrorBox error={remove.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>{t.common.cancel}</Button>
        <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>{t.common.remove}</Button>
      </Group>
    </Stack>
  );
}

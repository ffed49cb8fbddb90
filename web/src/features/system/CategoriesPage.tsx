import { ActionIcon, Button, Group, Modal, Stack, Switch, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { StateBadge } from "@/components/bits";
import { Page } from "@/components/Page";
import { Empty, ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { t } from "@/i18n/common";
import { tSystem } from "@/i18n/system";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { addCategory, allCategoriesQuery, changeCategory } from "./api";
import { moves } from "./order";
import { Line, Sheet } from "./Sheet";
import type { Category } from "./types";

const c = tSystem.categories;
const STALE = [keys.categories.all, keys.audit.all];

export default function CategoriesPage() {
  const query = useQuery(allCategoriesQuery);
  const [editing, setEditing] = useState<Category | "new" | null>(null);
  return (
    <Page title={c.title} subtitle={c.subtitle} actions={<Button onClick={() => setEditing("new")}>{c.add}</Button>}>
      <Loaded query={query} lines={6}>{(all) => (all.length === 0 ? <Empty title={c.none}>{c.noneHint}</Empty> : <List all={all} edit={setEditing} />)}</Loaded>
      <Modal opened={editing !== null} onClose={() => setEditing(null)} title={editing === "new" || !editing ? c.add : c.editTitle(editing.name)}>
        {editing && <CategoryForm known={editing === "new" ? undefined : editing} last={query.data?.at(-1)?.position ?? 0} close={() => setEditing(null)} />}
      </Modal>
    </Page>
  );
}

function List({ all, edit }: { all: Category[]; edit: (category: Category) => void }) {
  // One after the other: each of them is a change of its own in the audit log.
  const move = useSubmit({
    send: async (changes: { id: string; position: number }[]) => {
      for (const change of changes) await changeCategory(change);
    },
    stale: STALE,
    done: c.moved,
  });
  const shift = (index: number, by: -1 | 1) => move.mutate(moves(all, index, index + by));
  return (
    <Stack>
      {move.error && <ErrorBox error={move.error} />}
      <Sheet label={c.title} cols="minmax(0, 2fr) minmax(0, 1.5fr) 140px 190px" heads={[c.name, c.slug, c.state, [c.order]]}>
        {all.map((category, index) => (
          <Line
            key={category.id}
            cells={[
              { name: c.name, kind: "main", value: <span dir="auto">{category.name}</span> },
              { name: c.slug, value: <span className="mono">{category.slug}</span> },
              { name: c.state, value: <StateBadge state={category.active ? "active" : "closed"} words={c.states} /> },
              {
                name: c.order,
                value: (
                  <Group gap={6} justify="flex-end" wrap="nowrap">
                    <ActionIcon variant="default" size={32} disabled={index === 0 || move.isPending} aria-label={c.up(category.name)} onClick={() => shift(index, -1)}>↑</ActionIcon>
                    <ActionIcon variant="default" size={32} disabled={index === all.length - 1 || move.isPending} aria-label={c.down(category.name)} onClick={() => shift(index, 1)}>↓</ActionIcon>
                    <Button size="xs" variant="default" aria-label={c.editTitle(category.name)} onClick={() => edit(category)}>{c.edit}</Button>
                  </Group>
                ),
              },
            ]}
          />
        ))}
      </Sheet>
    </Stack>
  );
}

function CategoryForm({ known, last, close }: { known?: Category; last: number; close: () => void }) {
  const form = useForm({ initialValues: { name: known?.name ?? "", slug: known?.slug ?? "", active: known?.active ?? true } });
  const save = useSubmit({
    send: ({ name, slug, active }: typeof form.values): Promise<unknown> =>
      known ? changeCategory({ id: known.id, name: name.trim(), active }) : addCategory({ name: name.trim(), slug: slug.trim(), position: Math.min(last + 10, 32_767) }),
    stale: STALE,
    done: t.common.saved,
    onDone: close,
  });
  const errors = formErrors(save.error);
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))}>
      <Stack>
        <TextInput label={c.name} description={c.nameHint} required maxLength={60} data-autofocus {...form.getInputProps("name")} error={errors.name} />
        {known ? (
          <Switch label={c.open} description={c.openHint} {...form.getInputProps("active", { type: "checkbox" })} />
        ) : (
          <TextInput label={c.slug} description={c.slugHint} required maxLength={60} pattern="[a-z0-9]+(-[a-z0-9]+)*" dir="ltr" placeholder="graphic-design" {...form.getInputProps("slug")} error={errors.slug} />
        )}
        {save.error && <ErrorBox error={save.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>{t.common.cancel}</Button>
          <Button type="submit" loading={save.isPending}>{t.common.save}</Button>
        </Group>
      </Stack>
    </form>
  );
}

import { Button, Group, Menu, Modal, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Link } from "react-router";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { toast } from "@/components/toast";
import { t } from "@/i18n/common";
import { tShop } from "@/i18n/shop";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import type { TemplateKind, TemplateText, TemplateView } from "@/lib/types";
import { saveTemplate, templatesQuery } from "./api";

const w = tShop.templates;

/** What a form holds that a template may keep. Terms only of an offer; prices as plain decimals. */
export type TemplateContent = Partial<Pick<TemplateText, "body" | "price" | "currency" | "deliveryDays" | "inspectionDays">>;

/** The form may stand in a dialog itself, which would close with this one, and lose what is written in it. */
const OWN = { "data-mantine-stop-propagation": true };

interface Props {
  kind: TemplateKind;
  /** What is written now, asked when it is to be kept. */
  current: () => TemplateContent;
  /** Puts a template's text (and terms) into the form. */
  onUse: (template: TemplateView) => void;
}

/** Fills a form from a template, or keeps what it holds as one. For a form's head: small, and no main button. */
export function TemplatePicker({ kind, current, onUse }: Props) {
  const [opened, setOpened] = useState(false);
  const [saving, { open, close }] = useDisclosure();
  const button = useRef<HTMLButtonElement>(null);
  const { data } = useQuery({ ...templatesQuery(kind), enabled: opened });
  const use = (template: TemplateView) => {
    onUse(template);
    toast({ message: w.used(template.name) });
  };
  return (
    <>
      <Menu opened={opened} onChange={setOpened} position="bottom-end" width={260}>
        <Menu.Target>
          <Button ref={button} variant="default" size="xs">{w.use}</Button>
        </Menu.Target>
        <Menu.Dropdown mah={360} style={{ overflowY: "auto" }}>
          {data?.map((template) => <Menu.Item key={template.id} onClick={() => use(template)}>{template.name}</Menu.Item>)}
          {data?.length === 0 && <Menu.Label>{w.useNone}</Menu.Label>}
          {!data && <Menu.Label>{t.common.loading}</Menu.Label>}
          <Menu.Divider />
          <Menu.Item onClick={open}>{w.save}</Menu.Item>
          <Menu.Item component={Link} to="/sell/templates">{w.manage}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={saving}
        onClose={close}
        title={w.saveTitle}
        closeButtonProps={{ ...OWN, "aria-label": t.common.close }}
        onKeyDown={(event) => event.key === "Escape" && close()}
        // The menu's entry that opened it is gone.
        returnFocus={false}
        onExitTransitionEnd={() => button.current?.focus()}
      >
        {/* Its own form: it must not send the one that it stands in. */}
        <SaveForm kind={kind} content={current()} close={close} />
      </Modal>
    </>
  );
}

function SaveForm({ kind, content, close }: { kind: TemplateKind; content: TemplateContent; close: () => void }) {
  const form = useForm({ initialValues: { name: "" } });
  const save = useSubmit({ send: saveTemplate, stale: [keys.templates.all], done: w.saved, onDone: close });
  const said = formErrors(save.error);
  return (
    <form
      onSubmit={(event) => {
        event.stopPropagation();
        form.onSubmit(({ name }) => save.mutate({ kind, name, ...content }))(event);
      }}
    >
      <Stack>
        <TextInput label={w.name} description={w.nameHint} required maxLength={80} data-autofocus {...OWN} {...form.getInputProps("name")} error={said.name} />
        {save.error && <ErrorBox error={save.error} />}
        <Group justify="flex-end">
          <Button variant="default" {...OWN} onClick={close}>{t.common.cancel}</Button>
          <Button type="submit" {...OWN} loading={save.isPending}>{t.common.save}</Button>
        </Group>
      </Stack>
    </form>
  );
}

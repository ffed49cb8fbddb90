import { Alert, Anchor, Button, FileButton, Group, Modal, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDebouncedValue, useDisclosure } from "@mantine/hooks";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link } from "react-router";
import { Card } from "@/components/bits";
import { ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { SellFrame } from "@/features/selling/SellFrame";
import { t } from "@/i18n/common";
import { tShop } from "@/i18n/shop";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { useUser } from "@/lib/session";
import type { ShopView } from "@/lib/types";
import { Logo } from "./Logo";
import { closeShop, myShopQuery, saveShop, shopNameQuery } from "./api";
import { isSlug, slugFor } from "./slug";

const e = tShop.editor;

/** Opens and changes the caller's shop. */
export default function ShopEditorPage() {
  const shop = useQuery(myShopQuery);
  const isOpen = Boolean(shop.data);
  const visit = shop.data && <Button component={Link} to={`/shops/${shop.data.slug}`} variant="default">{tShop.visit}</Button>;
  return (
    <SellFrame title={isOpen ? e.title : e.newTitle} subtitle={e.hint} actions={visit}>
      <div className="narrow" style={{ marginInline: 0 }}>
        <Loaded query={shop} lines={6}>{(shop) => <Editor key={shop?.owner.id ?? "new"} shop={shop} />}</Loaded>
      </div>
    </SellFrame>
  );
}

const logoId = (shop: ShopView | null) => shop?.logo?.split("/").at(-1) ?? null;

function Editor({ shop }: { shop: ShopView | null }) {
  const user = useUser();
  const client = useQueryClient();
  const form = useForm({
    initialValues: { name: shop?.name ?? user?.displayName ?? "", slug: shop?.slug ?? slugFor(user?.displayName ?? ""), about: shop?.about ?? "", onBreak: shop?.onBreak ?? false, logo: logoId(shop) as string | File | null },
    validate: { slug: (slug) => (isSlug(slug) ? null : e.malformed) },
  });
  const save = useSubmit({
    send: saveShop,
    stale: [keys.shops.all, keys.sales.all],
    done: shop ? e.saved : e.opened,
    onDone: (saved) => {
      client.setQueryData(keys.shops.mine, saved);
      form.setFieldValue("logo", logoId(saved));
    },
  });
  const said = formErrors(save.error);
  const { name, slug, logo } = form.values;
  return (
    <>
      <form onSubmit={form.onSubmit((values) => save.mutate(values))}>
        <Card>
          <Stack gap="lg">
            <Group gap="lg">
              <Picture name={name} logo={logo} />
              <Stack gap={6} style={{ flex: "1 1 240px" }}>
                <Text size="sm" c="var(--quiet)">{e.logoHint}</Text>
                <Group gap="sm">
                  <FileButton accept="image/jpeg,image/png,image/webp" onChange={(file) => file && form.setFieldValue("logo", file)}>
                    {(props) => <Button {...props} size="xs" variant="default">{e.choose}</Button>}
                  </FileButton>
                  {logo && <Button size="xs" variant="subtle" color="gray" onClick={() => form.setFieldValue("logo", null)}>{e.drop}</Button>}
                </Group>
                {said.logo && <Text size="sm" c="red">{said.logo}</Text>}
              </Stack>
            </Group>
            <TextInput label={e.name} description={e.nameHint} required maxLength={80} {...form.getInputProps("name")} error={said.name} />
            <div>
              <TextInput label={e.slug} description={e.slugHint} required maxLength={40} spellCheck={false} autoCapitalize="none" dir="ltr" {...form.getInputProps("slug")} error={form.errors.slug ?? said.slug} />
              <SlugSays slug={slug} own={shop?.slug ?? null} />
            </div>
            <Textarea label={e.about} description={e.aboutHint} maxLength={5000} autosize minRows={5} maxRows={16} {...form.getInputProps("about")} error={said.about} />
            {shop && <Switch label={e.break} description={e.breakHint} {...form.getInputProps("onBreak", { type: "checkbox" })} />}
            {save.error && <ErrorBox error={save.error} />}
            <Group><Button type="submit" size="md" loading={save.isPending}>{shop ? t.common.save : e.open}</Button></Group>
          </Stack>
        </Card>
      </form>
      {shop && <Close />}
    </>
  );
}

/** The chosen picture before it is sent, or the one that is there. */
function Picture({ name, logo }: { name: string; logo: string | File | null }) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!(logo instanceof File)) {
      setUrl(logo && `/files/avatar/${logo}`);
      return;
    }
    const made = URL.createObjectURL(logo);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [logo]);
  return <Logo name={name} src={url} size={88} />;
}

/** Where the shop will be, and whether it may be there; asked while it is typed. */
function SlugSays({ slug, own }: { slug: string; own: string | null }) {
  const [asked] = useDebouncedValue(slug, 300);
  const fits = isSlug(asked);
  const name = useQuery({ ...shopNameQuery(asked), enabled: fits && asked !== own });
  const isTaken = fits && asked === slug && name.data?.free === false;
  const says = !fits ? e.malformed : asked === own ? e.yours : name.data ? (name.data.free ? e.free : e.taken) : "";
  return (
    <div aria-live="polite">
      <Text size="sm" mt={6} className="slug-preview"><bdi className="mono" dir="ltr">{location.host}/shops/<strong>{slug}</strong></bdi></Text>
      <Text size="sm" c={isTaken || !fits ? "red" : "var(--quiet)"}>{says}</Text>
      {own && fits && slug !== own && <Alert mt="xs" role="note" color="orange" variant="light" radius="md" p="xs">{e.moved}</Alert>}
    </div>
  );
}

function Close() {
  const [asking, { open, close }] = useDisclosure();
  const client = useQueryClient();
  const end = useSubmit({
    send: closeShop,
    stale: [keys.shops.all, keys.sales.all],
    done: e.closed,
    onDone: () => {
      client.setQueryData(keys.shops.mine, null);
      close();
    },
  });
  return (
    <div style={{ marginBlockStart: 16 }}>
      <Anchor component="button" type="button" size="sm" c="light-dark(#b42318, var(--mantine-color-red-4))" onClick={open}>{e.close}</Anchor>
      <Modal opened={asking} onClose={close} title={e.closeAsk}>
        <Stack>
          <Text>{e.closeHint}</Text>
          {end.error && <ErrorBox error={end.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>{t.common.cancel}</Button>
            <Button color="red" loading={end.isPending} onClick={() => end.mutate()}>{e.close}</Button>
          </Group>
        </Stack>
      </Modal>
    </div>
  );
}

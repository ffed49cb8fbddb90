import { Button, Group, Modal, NumberInput, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { t } from "@/i18n/common";
import { tMarket } from "@/i18n/market";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { formatDecimal } from "@/lib/money";
import type { OfferView, Party, RequestView } from "@/lib/types";
import { makeOffer, reviseOffer } from "./api";

interface Props {
  request: RequestView;
  /** The offer that gets new terms; null for a first offer. */
  offer: OfferView | null;
  close?: () => void;
}

export function OfferDialog({ opened, close, you, ...rest }: Props & { opened: boolean; you: Party; close: () => void }) {
  const title = you === "seller" && rest.offer?.latest.author === "seller" ? tMarket.offer.revise : tMarket.offer.counter;
  return (
    <Modal opened={opened} onClose={close} title={title}>
      <OfferForm {...rest} close={close} />
    </Modal>
  );
}

/** Price, periods and words: a first offer, a better one, or a counter-offer. */
export function OfferForm({ request, offer, close }: Props) {
  const last = offer?.latest;
  const form = useForm({
    initialValues: {
      price: last ? formatDecimal(last.price).replaceAll(",", "") : "",
      deliveryDays: last?.deliveryDays ?? 7,
      inspectionDays: last?.inspectionDays ?? 3,
      message: "",
    },
  });
  const send = useSubmit({
    send: ({ price, ...rest }: typeof form.values): Promise<unknown> => {
      const terms = { ...rest, price: price.trim().replaceAll(",", "") };
      return offer ? reviseOffer(offer.id, terms) : makeOffer(request.id, terms);
    },
    stale: [keys.requests.all, keys.offers.all],
    done: offer ? tMarket.offer.revised : tMarket.offer.sent,
    onDone: close,
  });
  const said = formErrors(send.error);
  const currency = last?.currency ?? request.currency;
  return (
    <form onSubmit={form.onSubmit((values) => send.mutate(values))}>
      <Stack>
        <TextInput
          label={tMarket.offer.price}
          required
          inputMode="decimal"
          rightSection={<Text size="sm" c="dimmed">{currency}</Text>}
          rightSectionWidth={60}
          data-autofocus
          {...form.getInputProps("price")}
          error={said.price}
        />
        <Group grow align="flex-start">
          <NumberInput label={tMarket.offer.deliveryDays} min={1} max={365} allowDecimal={false} required {...form.getInputProps("deliveryDays")} error={said.deliveryDays} />
          <NumberInput label={tMarket.offer.inspectionDays} min={1} max={60} allowDecimal={false} required {...form.getInputProps("inspectionDays")} error={said.inspectionDays} />
        </Group>
        <Textarea label={tMarket.offer.note} description={tMarket.offer.noteHint} autosize minRows={3} maxRows={10} maxLength={5000} {...form.getInputProps("message")} error={said.message} />
        {send.error && <ErrorBox error={send.error} />}
        <Group justify="flex-end">
          {close && <Button variant="default" onClick={close}>{t.common.cancel}</Button>}
          <Button type="submit" loading={send.isPending}>{t.common.send}</Button>
        </Group>
      </Stack>
    </form>
  );
}

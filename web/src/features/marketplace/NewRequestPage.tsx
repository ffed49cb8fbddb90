import { Button, Group, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { Card } from "@/components/bits";
import { Page } from "@/components/Page";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { useCurrencies } from "@/features/payments/assets";
import { tMarket } from "@/i18n/market";
import { formErrors } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { categoriesQuery, postRequest } from "./api";

export default function NewRequestPage() {
  const categories = useQuery(categoriesQuery).data ?? [];
  const currencies = useCurrencies();
  const navigate = useNavigate();
  const form = useForm({
    initialValues: { categoryId: "", title: "", description: "", budgetMin: "", budgetMax: "", currency: "USD", deadline: "" },
    validate: { categoryId: (value) => (value ? null : tMarket.request.category) },
  });
  const post = useSubmit({
    send: postRequest,
    stale: [keys.requests.all],
    done: tMarket.request.posted2,
    onDone: (request) => void navigate(`/requests/${request.id}`),
  });
  const said = formErrors(post.error);
  const send = form.onSubmit(({ deadline, budgetMin, budgetMax, ...rest }) =>
    post.mutate({
      ...rest,
      budgetMin: plain(budgetMin),
      budgetMax: plain(budgetMax),
      deadlineAt: deadline ? new Date(`${deadline}T23:59:59`).toISOString() : null,
    }),
  );
  return (
    <Page title={tMarket.request.post} subtitle={tMarket.request.postHint} narrow>
      <Card>
        <form onSubmit={send}>
          <Stack gap="md">
            <Select
              label={tMarket.request.category}
              required
              searchable
              allowDeselect={false}
              data={categories.map((c) => ({ value: c.id, label: c.name }))}
              {...form.getInputProps("categoryId")}
              error={form.errors.categoryId ?? said.categoryId}
            />
            <TextInput label={tMarket.request.title} description={tMarket.request.titleHint} required minLength={3} maxLength={120} {...form.getInputProps("title")} error={said.title} />
            <Textarea label={tMarket.request.description} description={tMarket.request.descriptionHint} required autosize minRows={5} maxRows={16} minLength={10} maxLength={10000} {...form.getInputProps("description")} error={said.description} />
            <Group grow align="flex-start">
              <TextInput label={tMarket.request.budgetMin} inputMode="decimal" placeholder="100" {...form.getInputProps("budgetMin")} error={said.budgetMin} />
              <TextInput label={tMarket.request.budgetMax} inputMode="decimal" placeholder="250" {...form.getInputProps("budgetMax")} error={said.budgetMax} />
            </Group>
            <Group grow align="flex-start">
              <Select label={tMarket.request.currency} required allowDeselect={false} data={currencies} {...form.getInputProps("currency")} error={said.currency} />
              <TextInput label={tMarket.request.deadline} description={tMarket.request.deadlineHint} type="date" min={new Date().toISOString().slice(0, 10)} {...form.getInputProps("deadline")} error={said.deadlineAt} />
            </Group>
            {post.error && <ErrorBox error={post.error} />}
            <Group>
              <Button type="submit" size="md" loading={post.isPending}>{tMarket.request.submit}</Button>
            </Group>
          </Stack>
        </form>
      </Card>
    </Page>
  );
}

function plain(amount: string): string | null {
  const text = amount.trim().replaceAll(",", "");
  return text === "" ? null : text;
}

import { Alert, Collapse, Group, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { Card } from "@/components/bits";
import { tSelling } from "@/i18n/selling";
import { Count, type ListingFormState, type Said } from "./ListingForm";

const words = (of: Record<string, string>) => Object.entries(of).map(([value, label]) => ({ value, label }));

/** How the gateway serves a metered listing, and the test call before it goes on sale. `pauses`: a change of these takes it off sale. */
export function ServingFields({ form, said, pauses }: { form: ListingFormState; said: Said; pauses: boolean }) {
  const { gateway, tested } = form.values;
  const byAnswer = gateway.meterKind !== "request";
  return (
    <>
      <Card title={tSelling.service}>
        <Stack gap="md">
          {pauses && <Alert color="orange" variant="light" radius="md">{tSelling.testPauses}</Alert>}
          <TextInput label={tSelling.upstream} description={tSelling.upstreamHint} type="url" dir="ltr" required maxLength={2_000} placeholder="https://api.example.com/v1" {...form.getInputProps("gateway.upstreamUrl")} error={said["gateway.upstreamUrl"]} />
          <div className="fields">
            <Select label={tSelling.injectKind} allowDeselect={false} data={words(tSelling.inject)} {...form.getInputProps("gateway.injectKind")} error={said["gateway.inject.kind"]} />
            <TextInput label={tSelling.injectName} dir="ltr" required maxLength={100} spellCheck={false} {...form.getInputProps("gateway.injectName")} error={said["gateway.inject.name"]} />
            <TextInput label={tSelling.injectPrefix} dir="ltr" maxLength={100} spellCheck={false} {...form.getInputProps("gateway.injectPrefix")} error={said["gateway.inject.prefix"]} />
          </div>
          <Text size="sm" c="var(--quiet)" mt={-8}>{tSelling.injectPrefixHint}</Text>
          <div className="fields">
            <Select label={tSelling.meter} allowDeselect={false} data={words(tSelling.meters)} {...form.getInputProps("gateway.meterKind")} />
            {byAnswer && (
              <TextInput
                label={gateway.meterKind === "header" ? tSelling.meterHeader : tSelling.meterPath}
                required
                maxLength={1_000}
                spellCheck={false}
                placeholder={gateway.meterKind === "header" ? "x-units" : "usage.total_tokens"}
                {...form.getInputProps("gateway.meterName")}
                error={said["gateway.meter.name"] ?? said["gateway.meter.path"]}
              />
            )}
            {byAnswer && <Count form={form} name="gateway.maxUnitsPerCall" label={tSelling.perCall} min={1} max={1_000_000} error={said["gateway.maxUnitsPerCall"]} />}
          </div>
          {byAnswer && <Text size="sm" c="var(--quiet)" mt={-8}>{gateway.meterKind === "json_path" && `${tSelling.meterPathHint} `}{tSelling.perCallHint}</Text>}
          <div className="fields">
            <Count form={form} name="gateway.callsPerMinute" label={tSelling.perMinute} min={1} max={60_000} error={said["gateway.callsPerMinute"]} />
            <Count form={form} name="gateway.concurrentCalls" label={tSelling.atOnce} min={1} max={1_000} error={said["gateway.concurrentCalls"]} />
            <Count form={form} name="gateway.timeoutS" label={tSelling.timeout} min={1} max={600} error={said["gateway.timeoutS"]} />
          </div>
        </Stack>
      </Card>
      <Card>
        <Switch label={tSelling.test} description={tSelling.testHint} {...form.getInputProps("tested", { type: "checkbox" })} />
        <Collapse expanded={tested}>
          <Stack gap="md" mt="md">
            <Group align="flex-start" gap="sm">
              <Select label={tSelling.testMethod} w={110} allowDeselect={false} data={["GET", "HEAD", "POST"]} {...form.getInputProps("probe.method")} />
              <TextInput style={{ flex: "1 1 200px" }} label={tSelling.testPath} dir="ltr" required={tested} maxLength={1_000} spellCheck={false} {...form.getInputProps("probe.path")} error={said["probe.path"]} />
            </Group>
            <div className="fields">
              <Count form={form} name="probe.expectStatus" label={tSelling.testStatus} min={100} max={599} error={said["probe.expectStatus"]} />
              <TextInput label={tSelling.testContains} maxLength={200} {...form.getInputProps("probe.expectContains")} error={said["probe.expectContains"]} />
            </div>
          </Stack>
        </Collapse>
      </Card>
    </>
  );
}

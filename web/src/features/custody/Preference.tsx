import { Switch } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Card } from "@/components/bits";
import { ErrorBox, Loaded } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { t } from "@/i18n/common";
import { tGoods } from "@/i18n/goods";
import { keys } from "@/lib/keys";
import { preferenceQuery, setAutomatic } from "./api";

/** Paid out at once, or kept in the balance. */
export function Preference() {
  const query = useQuery(preferenceQuery);
  const client = useQueryClient();
  const change = useSubmit({ send: setAutomatic, done: t.common.saved, onDone: (saved) => void client.setQueryData(keys.cards.preferences, saved) });
  return (
    <Card title={tGoods.money.preference}>
      <Loaded query={query} lines={2}>
        {({ automatic }) => (
          <Switch
            label={tGoods.money.automatic}
            description={tGoods.money.automaticHint}
            checked={change.isPending ? change.variables : automatic}
            disabled={change.isPending}
            onChange={(event) => change.mutate(event.currentTarget.checked)}
          />
        )}
      </Loaded>
      {change.error && <ErrorBox error={change.error} />}
    </Card>
  );
}

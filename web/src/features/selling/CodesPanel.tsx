import { Alert, Button, List, Stack, Text, Textarea } from "@mantine/core";
import { useMemo, useState } from "react";
import { Card } from "@/components/bits";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { addCodes } from "@/features/goods/api";
import { badLines, MOST_CODES, type Pasted, parseCodes } from "@/features/goods/codes";
import { tGoods } from "@/i18n/goods";
import { tSelling } from "@/i18n/selling";
import { ApiError } from "@/lib/errors";
import { keys } from "@/lib/keys";
import type { ListingView } from "@/lib/types";

/** Puts codes into the pool: pasted by lines, counted before they are sent, refused by line. */
export function CodesPanel({ listing }: { listing: ListingView }) {
  const [text, setText] = useState("");
  const pasted = useMemo(() => parseCodes(text), [text]);
  const count = pasted.codes.length;
  const add = useSubmit({
    send: ({ codes }: Pasted) => addCodes(listing.id, codes),
    stale: [keys.listings.all],
    done: tSelling.codesAdded,
    onDone: () => setText(""),
  });
  const wrong = add.error instanceof ApiError && add.variables ? badLines(add.error.details, add.variables) : [];
  return (
    <Card title={tSelling.codes}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate(pasted);
        }}
      >
        <Stack gap="sm">
          <Text size="sm">{tGoods.browse.left(listing.availableUnits)}</Text>
          <Textarea
            label={tSelling.codesField}
            description={tSelling.codesHint}
            autosize
            minRows={5}
            maxRows={14}
            spellCheck={false}
            autoComplete="off"
            classNames={{ input: "mono" }}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            error={count > MOST_CODES ? tSelling.codesMany : null}
          />
          <Text size="sm" c="var(--quiet)" aria-live="polite">{tSelling.codesCount(count, pasted.repeated, pasted.tooLong)}</Text>
          {wrong.length > 0 ? (
            <Alert color="red" variant="light" radius="md" role="alert" title={tSelling.codesRefused}>
              <List size="sm">
                {wrong.map(({ line, msg }) => <List.Item key={line}>{tSelling.line(line)}: {msg}</List.Item>)}
              </List>
            </Alert>
          ) : (
            add.error && <ErrorBox error={add.error} />
          )}
          <Button type="submit" variant="default" disabled={count === 0 || count > MOST_CODES} loading={add.isPending}>{tSelling.codesAdd(count)}</Button>
        </Stack>
      </form>
    </Card>
  );
}

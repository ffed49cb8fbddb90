import { Anchor, Avatar, Badge, Button, FileButton, Group, Select, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { CalendarSelect, ThemeSelect } from "@/components/Looks";
import { Card, Facts } from "@/components/bits";
import { ErrorBox } from "@/components/states";
import { useSubmit } from "@/components/submit";
import { t } from "@/i18n/common";
import { isLanguage, LANGUAGES } from "@/i18n/language";
import { tSettings } from "@/i18n/settings";
import { formErrors } from "@/lib/errors";
import { updateUser, useUser } from "@/lib/session";
import { formatDay } from "@/lib/time";
import type { User } from "@/lib/types";
import { assetsQuery } from "@/features/payments/assets";
import { changeProfile, setPicture } from "./api";
import { SettingsFrame } from "./SettingsFrame";
import { speakTo } from "@/lib/speak";

export default function ProfilePage() {
  const user = useUser();
  if (!user) return null;
  return (
    <SettingsFrame title={tSettings.title}>
      <Picture user={user} />
      <Profile user={user} />
      <Preferences user={user} />
    </SettingsFrame>
  );
}

function Picture({ user }: { user: User }) {
  const save = useSubmit({ send: setPicture, done: t.common.saved, onDone: updateUser });
  return (
    <Card title={tSettings.profile.picture}>
      <Group gap="lg">
        <Avatar radius="xl" size={72} color="trust" name={user.displayName} src={user.avatar} alt="" />
        <Stack gap={6}>
          <Text size="sm" c="var(--quiet)">{tSettings.profile.pictureHint}</Text>
          <Group gap="sm">
            <FileButton accept="image/jpeg,image/png,image/webp" onChange={(file) => file && save.mutate(file)}>
              {(props) => <Button {...props} size="xs" variant="default" loading={save.isPending}>{tSettings.profile.choose}</Button>}
            </FileButton>
            {user.avatar && <Button size="xs" variant="subtle" color="gray" onClick={() => save.mutate(null)}>{tSettings.profile.drop}</Button>}
          </Group>
        </Stack>
      </Group>
      {save.error && <ErrorBox error={save.error} />}
    </Card>
  );
}

function Profile({ user }: { user: User }) {
  const form = useForm({ initialValues: { displayName: user.displayName, about: user.about } });
  const save = useSubmit({
    send: changeProfile,
    done: t.common.saved,
    onDone: (me) => {
      updateUser(me);
      form.resetDirty();
    },
  });
  const said = formErrors(save.error);
  return (
    <Card title={tSettings.overview.profile} actions={<Anchor component={Link} to={`/people/${user.id}`} size="sm">{tSettings.profile.seePublic}</Anchor>}>
      <Facts
        rows={[
          [tSettings.overview.roles, <Group key="r" gap={6} justify="flex-end">{user.roles.map((role) => <Badge key={role} variant="light" tt="none">{t.roles[role]}</Badge>)}</Group>],
          [tSettings.overview.joined, formatDay(user.createdAt)],
        ]}
      />
      <form onSubmit={form.onSubmit((values) => save.mutate(values))}>
        <Stack mt="lg">
          <TextInput label={t.auth.name} required maxLength={60} {...form.getInputProps("displayName")} error={said.displayName} />
          <Textarea label={tSettings.profile.about} description={tSettings.profile.aboutHint} maxLength={1000} autosize minRows={3} {...form.getInputProps("about")} error={said.about} />
          {save.error && <ErrorBox error={save.error} />}
          <Group><Button type="submit" variant="default" loading={save.isPending} disabled={!form.isDirty()}>{t.common.save}</Button></Group>
        </Stack>
      </form>
    </Card>
  );
}

function Preferences({ user }: { user: User }) {
  const save = useSubmit({ send: changeProfile, done: t.common.saved, onDone: updateUser });
  const languages = Object.entries(LANGUAGES).map(([value, { name }]) => ({ value, label: name }));
  // Those that something here is worth, and the person's own in any case.
  const assets = useQuery(assetsQuery).data ?? [];
  const currencies = [...new Set([user.currency, ...assets.flatMap(({ parCurrency }) => parCurrency ?? [])])].sort();
  return (
    <Card title={tSettings.profile.preferences}>
      <Stack>
        <Select label={tSettings.profile.language} description={tSettings.profile.languageHint} data={languages} value={user.language} allowDeselect={false} onChange={(language) => isLanguage(language) && void speakTo(language)} />
        <Select label={tSettings.profile.currency} data={currencies} value={user.currency} allowDeselect={false} onChange={(currency) => currency && save.mutate({ currency })} />
        <Switch label={tSettings.profile.email} description={tSettings.profile.emailHint} checked={user.channels.email} onChange={({ currentTarget }) => save.mutate({ channels: { email: currentTarget.checked } })} />
        <div className="settings-looks"><ThemeSelect labelled /><CalendarSelect labelled /></div>
        {save.error && <ErrorBox error={save.error} />}
      </Stack>
    </Card>
  );
}

// What this is, for who hasn't seen it.
import "./landing.css";
import { Button } from "@mantine/core";
import { useEffect } from "react";
import { Link, useLocation } from "react-router";
import { Icon, type IconName } from "@/components/Icon";
import { useTitle } from "@/components/Page";
import { t } from "@/i18n/common";
import { num } from "@/i18n/format";
import { tLanding } from "@/i18n/landing";
import { Newest } from "./Newest";
import { Picture } from "./Picture";

const FACT_ICONS: IconName[] = ["ledger", "people", "network", "clock"];

export function Landing() {
  const lines = tLanding.hero.title;
  const steps = tLanding.how.steps;
  const facts = tLanding.safe.facts;
  const questions = tLanding.questions.list;
  useTitle(tLanding.title);
  const { hash } = useLocation();
  useEffect(() => {
    if (hash === "#how") document.getElementById("how")?.scrollIntoView();
  }, [hash]);
  return (
    <div className="front">
      <section className="front-hero">
        <div>
          <h1>{lines.map((line) => <span key={line}>{line} </span>)}</h1>
          <p className="front-lead">{tLanding.hero.text}</p>
          <div className="front-do">
            <Button component={Link} to="/requests/new" size="lg">{tLanding.hero.post}</Button>
            <Button component={Link} to="/listings" size="lg" variant="default">{tLanding.hero.browse}</Button>
          </div>
        </div>
        <Picture label={tLanding.hero.picture} />
      </section>

      <section id="how" aria-labelledby="how-title">
        <h2 id="how-title">{tLanding.how.title}</h2>
        <ol className="front-steps">
          {steps.map(({ title, text }, i) => (
            <li key={title}>
              <span className="front-number" aria-hidden>{num(i + 1)}</span>
              <h3>{title}</h3>
              <p>{text}</p>
            </li>
          ))}
        </ol>
        <p className="front-aside"><Icon name="scales" size={22} /><span>{tLanding.how.dispute}</span></p>
      </section>

      <section className="front-sides">
        <Side title={tLanding.sides.buyers} points={tLanding.sides.buyer} to="/requests/new" action={tLanding.sides.asBuyer} />
        <Side title={tLanding.sides.sellers} points={tLanding.sides.seller} to="/requests" action={tLanding.sides.asSeller} />
      </section>

      <Newest />

      <section aria-labelledby="safe-title">
        <h2 id="safe-title">{tLanding.safe.title}</h2>
        <div className="front-facts">
          {facts.map(({ title, text }, i) => (
            <div key={title}>
              <span className="front-icon"><Icon name={FACT_ICONS[i] ?? "check"} size={22} /></span>
              <h3>{title}</h3>
              <p>{text}</p>
            </div>
          ))}
        </div>
      </section>

      <section className="front-questions" aria-labelledby="questions-title">
        <h2 id="questions-title">{tLanding.questions.title}</h2>
        <div>
          {questions.map(({ ask, answer }) => (
            <details key={ask}>
              <summary>{ask}</summary>
              <p>{answer}</p>
            </details>
          ))}
        </div>
      </section>

      <section className="front-end">
        <h2>{tLanding.end.title}</h2>
        <p>{tLanding.end.text}</p>
        <div className="front-do">
          <Button component={Link} to="/register" size="md" variant="default">{t.nav.register}</Button>
          <Button component={Link} to="/requests" size="md" variant="subtle" color="gray">{tLanding.sides.asSeller}</Button>
        </div>
      </section>
    </div>
  );
}

function Side({ title, points, to, action }: { title: string; points: string[]; to: string; action: string }) {
  return (
    <div className="card">
      <h2>{title}</h2>
      <ul>{points.map((point) => <li key={point}><Icon name="check" size={20} />{point}</li>)}</ul>
      <Button component={Link} to={to} variant="default">{action}</Button>
    </div>
  );
}

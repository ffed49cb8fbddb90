import { Link } from "react-router";
import { t } from "@/i18n/common";
import { LanguageSelect, ThemeSelect } from "@/components/Looks";

export function Footer() {
  return (
    <footer className="foot">
      <div className="foot-in">
        <span className="foot-say">{t.app.foot}</span>
        <nav aria-label={t.app.menu}>
          <Link to="/requests">{t.nav.browse}</Link>
          <Link to="/listings">{t.nav.goods}</Link>
          <Link to="/#how">{t.nav.how}</Link>
          <a href="/docs">{t.app.docs}</a>
        </nav>
        <div className="foot-looks"><LanguageSelect /><ThemeSelect /></div>
      </div>
    </footer>
  );
}

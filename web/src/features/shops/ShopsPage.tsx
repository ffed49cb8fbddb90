import { Badge, Text } from "@mantine/core";
import { Link } from "react-router";
import { Page } from "@/components/Page";
import { PagedList, usePages } from "@/components/pages";
import { Empty } from "@/components/states";
import { tShop } from "@/i18n/shop";
import { keys } from "@/lib/keys";
import { Logo } from "./Logo";
import { loadShops } from "./api";
import "./shops.css";

/** All shops, newest first. */
export default function ShopsPage() {
  const query = usePages(keys.shops.list({}), loadShops);
  return (
    <Page title={tShop.list} subtitle={tShop.listHint}>
      <PagedList query={query} empty={<Empty icon="shop" title={tShop.none}>{tShop.noneHint}</Empty>}>
        {(items) => (
          <ul className="rows">
            {items.map((shop) => (
              <li key={shop.slug}>
                <Link className="shop-line" to={`/shops/${shop.slug}`}>
                  <Logo name={shop.name} src={shop.logo} size={48} />
                  <div className="shop-line-main">
                    <div className="row-title">{shop.name} {shop.onBreak && <Badge variant="light" color="orange" c="var(--warn)" tt="none">{tShop.onBreak}</Badge>}</div>
                    <Text size="sm" c="var(--quiet)" lineClamp={2}>{shop.about || shop.owner.displayName}</Text>
                  </div>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </PagedList>
    </Page>
  );
}

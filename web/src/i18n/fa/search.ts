// Searching, and going anywhere by the palette.
import type en from "../en/search";

const words: typeof en = {
  title: "جست‌وجو",
  label: "جست‌وجو در درخواست‌ها، آگهی‌ها، فروشگاه‌ها و سفارش‌ها",
  start: "دنبال چه می‌گردید؟",
  startHint: "دست‌کم دو حرف بنویسید. در درخواست‌ها، آگهی‌ها و فروشگاه‌ها و، اگر وارد شده باشید، در سفارش‌های خودتان جست‌وجو می‌شود.",
  none: "چیزی پیدا نشد",
  noneHint: "واژهٔ دیگری بنویسید یا همهٔ درخواست‌ها و آگهی‌ها را ببینید.",
  everything: (query) => `جست‌وجوی «${query}»`,
  groups: { requests: "درخواست‌ها", listings: "آگهی‌ها", shops: "فروشگاه‌ها", orders: "سفارش‌ها" },
  palette: { title: "جست‌وجو یا رفتن به صفحه‌ای", input: "جست‌وجو یا رفتن به…", pages: "صفحه‌ها", actions: "کارها", none: "چیزی پیدا نشد", light: "تغییر به ظاهر روشن", dark: "تغییر به ظاهر تیره", speak: (language) => `زبان: ${language}` },
};
export default words;

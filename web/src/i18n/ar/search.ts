// Searching, and going anywhere by the palette.
import type en from "../en/search";

const words: typeof en = {
  title: "البحث",
  label: "البحث في طلبات الشراء وإعلانات البيع والمتاجر والطلبات",
  start: "عمّ تبحث؟",
  startHint: "اكتب حرفين على الأقل. يشمل البحث طلبات الشراء وإعلانات البيع والمتاجر، وطلباتك أنت إن سجّلت الدخول.",
  none: "لا نتائج",
  noneHint: "جرّب كلمة أخرى، أو تصفّح كل طلبات الشراء وإعلانات البيع.",
  everything: (query) => `البحث عن «${query}»`,
  groups: { requests: "طلبات الشراء", listings: "إعلانات البيع", shops: "المتاجر", orders: "الطلبات" },
  palette: { title: "البحث أو الانتقال إلى صفحة", input: "ابحث أو انتقل إلى…", pages: "الصفحات", actions: "الإجراءات", none: "لا نتائج", light: "التبديل إلى المظهر الفاتح", dark: "التبديل إلى المظهر الداكن", speak: (language) => `اللغة: ${language}` },
};
export default words;

// What the frame of every page says, and the words that all pages share.
import { num } from "../format";
import type en from "../en/common";

const words: typeof en = {
  app: {
    name: "امانت",
    skip: "رفتن به محتوا",
    foot: "پول تا تحویل کار نزد ما امانت است.",
    docs: "مستندات API",
    crashed: "این صفحه نشان داده نشد.",
    crashedHint: "صفحه را دوباره بارگذاری کنید. اگر باز هم نشد، به گردانندهٔ سایت خبر دهید و اگر شناسهٔ درخواستی هست آن را هم بگویید.",
    reload: "بارگذاری دوبارهٔ صفحه",
    newVersion: "نسخهٔ تازه‌ای از این سایت آمده است. برای ادامه صفحه را دوباره بارگذاری کنید.",
    notFound: "چنین صفحه‌ای نیست",
    notFoundHint: "شاید نشانی درست نوشته نشده، یا آنچه اینجا بود دیگر نیست.",
    home: "رفتن به صفحهٔ نخست",
    menu: "منو",
    mainMenu: "منوی اصلی",
    deskMenu: "میزهای کار",
    openSearch: "جست‌وجو",
    searchHint: "جست‌وجو یا رفتن به…",
    offline: "اتصال ندارید. شاید آنچه می‌بینید تازه نباشد.",
    waiting: "ارتباط زنده قطع شده است. شاید آنچه می‌بینید تازه نباشد.",
    online: "دوباره وصل شدید.",
    ended: "از حساب خارج شده‌اید: نشست شما به پایان رسیده یا از جای دیگری بسته شده است.",
    languageChanged: "در زبانهٔ دیگری زبان را عوض کرده‌اید.",
    signInAgain: "ورود دوباره",
  },
  nav: {
    home: "صفحهٔ نخست", browse: "درخواست‌ها", goods: "کالاها", tokens: "توکن‌های من", sell: "فروش", orders: "سفارش‌ها", myRequests: "درخواست‌های من", myOffers: "پیشنهادهای من", money: "پول",
    notifications: "اعلان‌ها", alerts: "اعلان‌ها", account: "حساب", security: "ورود و امنیت", signIn: "ورود", register: "ساختن حساب", signOut: "خروج", post: "ثبت درخواست", newListing: "عرضهٔ کالا یا کار", more: "بیشتر", shortcuts: "میان‌برهای صفحه‌کلید", how: "چگونه کار می‌کند",
    desk: "میز کار", payouts: "واریزها", exceptions: "موارد استثنا", awaiting: "در انتظار تأیید شبکه", thresholds: "آستانه‌ها", sweeps: "جمع‌آوری به خزانه", disputes: "اختلاف‌ها", listings: "آگهی‌ها", categories: "دسته‌ها", networks: "شبکه‌ها و توکن‌ها", webhooks: "وب‌هوک‌ها", ledger: "دفتر کل", jobs: "کارهای پس‌زمینه", people: "افراد", audit: "گزارش رویدادها",
    groups: { market: "بازار", mine: "فعالیت‌های من", account: "حساب", money: "پول", deals: "معامله‌ها", system: "سامانه" },
  },
  looks: {
    language: "زبان", theme: "ظاهر", light: "روشن", dark: "تیره", auto: "مانند دستگاه", calendar: "تقویم", gregory: "میلادی", persian: "هجری شمسی",
  },
  roles: { buyer: "خریدار", seller: "فروشنده", resolver: "داور", guard: "ناظر مالی", admin: "مدیر" },
  keys: {
    title: "میان‌برهای صفحه‌کلید", palette: "جست‌وجو و رفتن به هر جا", help: "نمایش این فهرست", home: "رفتن به صفحهٔ نخست", orders: "رفتن به سفارش‌ها", notifications: "رفتن به اعلان‌ها", close: "بستن آنچه باز است", then: "سپس",
  },
  common: {
    loading: "در حال بارگذاری", failed: "انجام نشد", unknown: "مشکلی پیش آمد.", requestId: "شناسهٔ درخواست:", copyRequestId: "کپی شناسهٔ درخواست", retry: "تلاش دوباره", more: "نمایش بیشتر",
    retryIn: (seconds) => `${num(seconds)} ثانیهٔ دیگر دوباره تلاش کنید.`,
    retryInMinutes: (minutes) => `${num(minutes)} دقیقهٔ دیگر دوباره تلاش کنید.`,
    copied: "کپی شد", copyAddress: "کپی نشانی", copyHash: "کپی هش", copyAmount: "کپی مبلغ", now: "اکنون", cancel: "انصراف", back: "بازگشت",
    offline: "سرور در دسترس نیست. اتصال خود را بررسی کنید و دوباره تلاش کنید.", fileNotSent: "پرونده فرستاده نشد. اتصال خود را بررسی کنید و دوباره تلاش کنید.", unreadable: (status) => `سرور با کد ${status} پاسخ داد.`,
    fillIn: "این را پر کنید.", notFit: "این کامل نیست یا شکل درستی ندارد.", notEmail: "این نشانی ایمیل نیست.",
    send: "فرستادن", save: "ذخیره", saved: "ذخیره شد", close: "بستن", you: "شما", all: "همه", none: "هیچ", nothing: "—", table: "به شکل جدول", remove: "حذف", newTab: "در زبانهٔ تازه باز می‌شود", browserWallet: "کیف پول مرورگر",
  },
  auth: {
    signIn: "ورود", register: "ساختن حساب", email: "ایمیل", password: "گذرواژه", passwordHint: "دست‌کم ۱۰ نویسه. چند واژهٔ پشت سر هم خوب است.",
    name: "نامی که دیگران می‌بینند", noAccount: "هنوز حساب ندارید؟", haveAccount: "از پیش حساب دارید؟",
    iWant: "می‌خواهم", both: "بخرم و بفروشم", buyer: "بخرم", seller: "بفروشم",
    devTitle: "ورودهای آزمایشی", devHint: "چون این سایت در حالت توسعه اجرا می‌شود نشان داده شده است.",
    needed: "برای ادامه وارد شوید.",
    forbidden: "این صفحه برای حساب شما نیست",
    reason: (need) => `فقط کسانی می‌توانند بازش کنند که یکی از این نقش‌ها را داشته باشند: ${need}.`,
    have: (roles) => `نقش‌های شما: ${roles}.`,
    haveNone: "حساب شما هنوز نقشی ندارد.",
    whatNow: "مدیر سایت می‌تواند به شما نقش بدهد. اگر حساب دیگری دارید که اجازهٔ باز کردن این صفحه را دارد، خارج شوید و با آن وارد شوید.",
    otherAccount: "ورود با حساب دیگر",
  },
  note: {
    title: "اعلان‌ها", none: "چیز تازه‌ای نیست", noneHint: "خبر پیشنهادها، پرداخت‌ها و تحویل‌ها اینجا به شما می‌رسد.", readAll: "همه خوانده شد", unread: (n) => `${num(n)} خوانده‌نشده`, all: "دیدن همه", onlyUnread: "فقط خوانده‌نشده‌ها", noneUnread: "همه را خوانده‌اید", today: "امروز", yesterday: "دیروز", unreadMark: "خوانده‌نشده",
    arrived: (title) => `اعلان تازه: ${title}`,
  },
  looking: { banner: (name) => `آنچه را ${name} می‌بیند می‌بینید. فقط می‌توانید نگاه کنید، نه کاری بکنید.`, end: "پایان نگاه" },
};
export default words;

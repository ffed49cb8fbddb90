// Public profiles, and the development mailbox.
import { num } from "../format";
import type en from "../en/people";

const words: typeof en = {
  person: {
    member: (month) => `عضو از ${month}`, bought: "به‌عنوان خریدار", sold: "به‌عنوان فروشنده", rating: "امتیاز", ratingNone: "هنوز امتیازی نیست", proven: "ایمیل تأییدشده",
    rated: (score, n) => `${score} از ۵، ${num(n)} امتیاز`,
    deals: (n) => `${num(n)} معاملهٔ انجام‌شده`,
    shop: (name) => `فروشگاه: ${name}`, onSale: "در فروش", allOnSale: "دیدن همه", said: "نظر دیگران", saidNone: "هنوز کسی به این شخص امتیاز نداده است. دو طرف معامله پس از پایان آن به یکدیگر امتیاز می‌دهند.",
    asSeller: (name) => `${name}، خریدار`, asBuyer: (name) => `${name}، فروشنده`,
  },
  mailbox: { title: "صندوق نامه‌های آزمایشی", hint: "نامه‌هایی که این سایت باید می‌فرستاد. سرور ایمیل ندارد و برای همین اینجا نگه داشته می‌شود.", none: "هنوز نامه‌ای نیست", to: "به" },
};
export default words;

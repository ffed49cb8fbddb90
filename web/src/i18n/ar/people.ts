// Public profiles, and the development mailbox.
import { num, plural } from "../format";
import type en from "../en/people";

const words: typeof en = {
  person: {
    member: (month) => `عضو منذ ${month}`, bought: "بصفة مشترٍ", sold: "بصفة بائع", rating: "التقييم", ratingNone: "لا تقييمات بعد", proven: "البريد الإلكتروني مؤكد",
    rated: (score, n) => plural(n, { zero: `${score} من 5، لا تقييمات`, one: `${score} من 5، تقييم واحد`, two: `${score} من 5، تقييمان`, few: `${score} من 5، ${num(n)} تقييمات`, many: `${score} من 5، ${num(n)} تقييمًا`, other: `${score} من 5، ${num(n)} تقييم` }),
    deals: (n) => plural(n, { zero: "لا صفقات مكتملة", one: "صفقة مكتملة واحدة", two: "صفقتان مكتملتان", few: `${num(n)} صفقات مكتملة`, many: `${num(n)} صفقة مكتملة`, other: `${num(n)} صفقة مكتملة` }),
    shop: (name) => `المتجر: ${name}`, onSale: "معروض للبيع", allOnSale: "عرض الكل", said: "ما يقوله الآخرون", saidNone: "لم يقيّم أحد هذا الشخص بعد. يقيّم طرفا الصفقة أحدهما الآخر عند انتهائها.",
    asSeller: (name) => `${name}، المشتري`, asBuyer: (name) => `${name}، البائع`,
  },
  mailbox: { title: "صندوق بريد التطوير", hint: "رسائل كان هذا الموقع سيرسلها. ليس له خادم بريد، لذا تُحفظ هنا.", none: "لا رسائل بعد", to: "إلى" },
};
export default words;

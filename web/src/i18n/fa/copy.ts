// Copying, and what to compare.
import type en from "../en/copy";

const words: typeof en = {
  same: "رونوشت شد. همین در بریده‌دان است.",
  compare: (first, last) => `رونوشت شد. پس از چسباندن، آغاز ${first} و پایان ${last} را مقایسه کنید.`,
  check: "بررسی بریده‌دان",
  differentTitle: "دست نگه دارید: چیز دیگری در بریده‌دان است",
  different: "شاید برنامه‌ای در این دستگاه نشانی‌ها را عوض می‌کند. آن را نچسبانید. کد را اسکن کنید یا از کیف پول همین مرورگر استفاده کنید و بدهید دستگاه را بررسی کنند.",
  failed: "رونوشت نشد. آن را انتخاب و خودتان رونوشت کنید.",
};
export default words;

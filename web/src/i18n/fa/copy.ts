// Copying, and what to compare.
import type en from "../en/copy";

const words: typeof en = {
  same: "کپی شد. کلیپ‌بورد دقیقاً همین را دارد.",
  compare: (first, last) => `کپی شد. پس از چسباندن، آغاز ${first} و پایان ${last} را مقایسه کنید.`,
  check: "بررسی کلیپ‌بورد",
  differentTitle: "دست نگه دارید: چیز دیگری در کلیپ‌بورد است",
  different: "شاید برنامه‌ای در این دستگاه نشانی‌ها را عوض می‌کند. آن را نچسبانید. کد را اسکن کنید یا از کیف پول همین مرورگر استفاده کنید و بدهید دستگاه را بررسی کنند.",
  failed: "کپی نشد. متن را انتخاب کنید و خودتان کپی کنید.",
};
export default words;

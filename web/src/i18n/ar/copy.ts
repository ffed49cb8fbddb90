// Copying, and what to compare.
import type en from "../en/copy";

const words: typeof en = {
  same: "تم النسخ. الحافظة تحتوي على هذا بالضبط.",
  compare: (first, last) => `تم النسخ. بعد اللصق قارن البداية ${first} والنهاية ${last}.`,
  check: "فحص الحافظة",
  differentTitle: "توقف: في الحافظة شيء آخر",
  different: "ربما يكون في هذا الجهاز برنامج يبدّل العناوين. لا تلصقه. امسح الرمز أو استخدم محفظة في هذا المتصفح، واعرض الجهاز على من يفحصه.",
  failed: "تعذر النسخ. حدّد النص وانسخه يدويًا.",
};
export default words;

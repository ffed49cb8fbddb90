// Requests and offers, and what all lists with filters say.
import { num, plural } from "../format";
import type en from "../en/market";

const offers = (n: number) => plural(n, { zero: "لا عروض", one: "عرض واحد", two: "عرضان", few: `${num(n)} عروض`, many: `${num(n)} عرضًا`, other: `${num(n)} عرض` });
const ratings = (n: number) => plural(n, { zero: "لا تقييمات", one: "تقييم واحد", two: "تقييمان", few: `${num(n)} تقييمات`, many: `${num(n)} تقييمًا`, other: `${num(n)} تقييم` });
const results = (n: number) => plural(n, { zero: "لا نتائج", one: "نتيجة واحدة", two: "نتيجتان", few: `${num(n)} نتائج`, many: `${num(n)} نتيجة`, other: `${num(n)} نتيجة` });

const words: typeof en = {
  categories: {
    electronics: "إلكترونيات", computers: "حواسيب وقطعها", phones: "هواتف وأجهزة لوحية", "software-development": "تطوير البرمجيات", design: "تصميم ورسم",
    "writing-translation": "كتابة وترجمة", "licences-keys": "تراخيص ومفاتيح", collectibles: "مقتنيات", fashion: "ملابس وإكسسوارات", "home-garden": "المنزل والحديقة",
    "vehicles-parts": "مركبات وقطع غيار", music: "موسيقى وصوتيات", education: "دروس وتعليم خصوصي", services: "خدمات", other: "كل ما عدا ذلك",
  } as Record<string, string>,
  filter: {
    title: "التصفية", open: (n) => (n === 0 ? "التصفية" : `التصفية (${num(n)})`), apply: (n) => plural(n, { zero: "عرض النتائج (0)", one: "عرض نتيجة واحدة", two: "عرض نتيجتين", few: `عرض ${num(n)} نتائج`, many: `عرض ${num(n)} نتيجة`, other: `عرض ${num(n)} نتيجة` }),
    clear: "مسح كل عوامل التصفية", remove: (what) => `إزالة عامل التصفية: ${what}`, set: "عوامل التصفية المختارة", sort: "الترتيب حسب", clearSearch: "مسح البحث",
    results, words: (q) => `«${q}»`,
    category: "الفئة", currency: "العملة", price: "الميزانية", from: (price) => `من ${price}`, below: (price) => `أقل من ${price}`, between: (from, below) => `من ${from} إلى ${below}`,
    none: "لا نتائج مطابقة", noneHint: "استخدم كلمات أقل، أو أزل أحد عوامل التصفية.", moreOptions: (n) => `عرض ${num(n)} أخرى`, fewerOptions: "عرض أقل",
  },
  request: {
    browseTitle: "طلبات الشراء", browseHint: "ما يبحث عنه المشترون. أجب بعرض؛ ويكون المال في الضمان قبل أن تسلّم.",
    search: "البحث في طلبات الشراء", category: "الفئة", budget: "الميزانية", deadline: "تُقبل العروض حتى", posted: "نُشر", deadlineOver: "لا تُقبل عروض جديدة",
    sorts: { newest: "الأحدث", budget: "الأعلى ميزانية", ending: "الأقرب انتهاءً" } as Record<string, string>,
    offers,
    noneYet: "لا طلبات شراء بعد", noneYetHint: "انشر أول طلب: اذكر ما تحتاج إليه وكم تدفع مقابله.",
    post: "نشر طلب شراء",
    details: "المطلوب", buyer: "المشتري", close: "إغلاق طلب الشراء", closed: "أُغلق طلب الشراء.", closeTitle: "هل تريد إغلاق طلب الشراء هذا؟",
    closeText: (n) => plural(n, {
      zero: "لن يستطيع أحد الرد عليه بعد ذلك. ولم يُدفع أي مال بعد.", one: "ينتهي العرض المفتوح عليه ويُبلَّغ بائعه. ولم يُدفع أي مال بعد.", two: "ينتهي العرضان المفتوحان عليه ويُبلَّغ البائعان. ولم يُدفع أي مال بعد.",
      few: `تنتهي العروض المفتوحة عليه، وعددها ${num(n)}، ويُبلَّغ أصحابها. ولم يُدفع أي مال بعد.`, many: `تنتهي العروض المفتوحة عليه، وعددها ${num(n)}، ويُبلَّغ أصحابها. ولم يُدفع أي مال بعد.`, other: `تنتهي العروض المفتوحة عليه، وعددها ${num(n)}، ويُبلَّغ أصحابها. ولم يُدفع أي مال بعد.`,
    }),
    edit: "تعديل", more: "عن طلب الشراء هذا",
    mine: "طلبات الشراء الخاصة بي", mineNone: "لم تنشر أي طلب شراء", mineNoneHint: "اذكر ما تحتاج إليه وكم تدفع مقابله. يرد البائعون بعروض؛ ولا يُلزمك شيء حتى تقبل أحدها.", allStates: "الكل", mineNoneState: "لا طلبات شراء في هذه الحالة",
    states: { open: "مفتوح", accepted: "تم الاتفاق", cancelled: "مغلق" } as Record<string, string>,
    budgetNone: "ميزانية مفتوحة", budgetUpTo: (price) => `حتى ${price}`, budgetFrom: (price) => `من ${price}`, budgetRange: (from, to) => `من ${from} إلى ${to}`,
    files: "المرفقات", filesHint: "يستطيع فتحها كل من سجّل الدخول.", openFile: (name) => `فتح ${name}`, signInFile: "سجّل الدخول لفتح المرفقات.",
    acceptedNote: "قُبل أحد العروض. وتستمر الصفقة في صفحة الطلب.", toOrder: "الذهاب إلى الطلب", cancelledNote: "أغلق المشتري طلب الشراء هذا، فلم يعد يقبل عروضًا.",
    signInToOffer: "سجّل الدخول لتقديم عرض", needSeller: "لا يستطيع هذا الحساب البيع. استخدم حسابًا له دور البائع.", bound: "لا يُلزم العرض أحدًا حتى يقبله المشتري.",
  },
  wizard: {
    title: "نشر طلب شراء", editTitle: "تعديل طلب الشراء", progress: (step, all) => `الخطوة ${num(step)} من ${num(all)}`, steps: { category: "الفئة", details: "التفاصيل", budget: "الميزانية", deadline: "الموعد النهائي", files: "المرفقات", review: "المراجعة" },
    asks: { category: "ما نوع الشيء المطلوب؟", details: "ما الذي تحتاج إليه؟", budget: "كم تدفع مقابله؟", deadline: "حتى متى تقبل العروض؟", files: "هل لديك ما توضّح به؟", review: "هل كل شيء صحيح؟" },
    hints: {
      category: "يبحث البائعون عن طلبات الشراء بحسب الفئة.", details: "كلما كان الوصف أدق كانت العروض أنسب.", budget: "للاسترشاد. يمكنك ترك الحدين فارغين؛ وقد تكون العروض أعلى أو أقل.",
      deadline: "يمكنك قبول عرض بعد هذا الموعد أيضًا.", files: "صورة أو رسم أو مواصفات. يستطيع فتحها كل من سجّل الدخول.", review: "لا يُلزمك شيء حتى تقبل عرضًا، ولا تدفع إلا حينها.",
    },
    next: "التالي", back: "السابق", post: "نشر طلب الشراء", save: "حفظ التغييرات", posted: "نُشر طلب الشراء.", saved: "تم تعديل طلب الشراء.",
    name: "العنوان", nameHint: "سطر واحد يفهمه البائع.", description: "التفاصيل", descriptionHint: "ما المطلوب بالضبط، وبأي حالة، وإلى أين يُرسل، وكيف ستفحصه.",
    nameShort: "3 أحرف على الأقل.", descriptionShort: "10 أحرف على الأقل.", chooseCategory: "اختر فئة.", badAmount: "اكتب مبلغًا مثل 250 أو 99.50.", upsideDown: "الحد الأعلى أقل من الحد الأدنى.", pastDay: "اختر يومًا لم يأتِ بعد.",
    budgetMin: "من (اختياري)", budgetMax: "إلى (اختياري)", currency: "العملة", day: "آخر يوم (اختياري)", noDeadline: "بلا موعد نهائي", days: (n) => plural(n, { zero: "اليوم", one: "بعد يوم", two: "بعد يومين", few: `بعد ${num(n)} أيام`, many: `بعد ${num(n)} يومًا`, other: `بعد ${num(n)} يوم` }),
    addFiles: "إضافة ملفات", dropHere: "أو أفلتها هنا", filesLimit: (n) => `صور أو PDF أو نصوص أو zip. الحد الأقصى لعدد الملفات: ${num(n)}.`, uploading: (name) => `جارٍ إرسال ${name}…`, tooMany: (n) => `الحد الأقصى لمرفقات طلب الشراء: ${num(n)}.`, removeFile: (name) => `إزالة ${name}`, noFiles: "لا مرفقات",
    change: "تغيير", changeStep: (step) => `تغيير: ${step}`, draft: "مسودتك محفوظة في علامة التبويب هذه.", startOver: "البدء من جديد", outdates: "تغيير الفئة أو التفاصيل أو العملة أو المرفقات يُبطل العروض السابقة: وعلى أصحابها أن يقدموها من جديد.",
    notOpen: "لم يعد تغيير طلب الشراء هذا ممكنًا.", notYours: "لا يغيّر طلب الشراء هذا إلا صاحبه.",
  },
  offer: {
    heading: "العروض", none: "لا عروض بعد", noneHint: "تظهر هنا تلقائيًا حين يرد البائعون، ويصلك إشعار أيضًا.",
    make: "تقديم عرض", revise: "تعديل عرضي", counter: "عرض مقابل", accept: "قبول", decline: "رفض", withdraw: "سحب",
    price: "السعر", note: "رسالة (اختيارية)", noteHint: "ما الذي يشمله العرض، ولماذا أنت.", deliveryDays: "عدد أيام التسليم بعد الدفع", inspectionDays: "عدد أيام الفحص بعد التسليم",
    seller: "البائع", by: (who) => `اقترحه ${who}`, total: "إجمالي ما تدفعه", delivery: "التسليم", inspection: "مهلة الفحص", milestones: "المراحل", oneGo: "في تسليم واحد", message: "الرسالة", state: "الحالة",
    milestoneParts: (n) => plural(n, { zero: "لا مراحل", one: "مرحلة واحدة", two: "مرحلتان", few: `${num(n)} مراحل`, many: `${num(n)} مرحلة`, other: `${num(n)} مرحلة` }),
    yours: "عرضك", history: "السجل", historyTitle: "ما تم اقتراحه", revision: (n) => `الاقتراح ${num(n)}`,
    waitBuyer: "بانتظار رد المشتري.", waitSeller: "بانتظار رد البائع.", outdated: "تغيّر طلب الشراء بعد ذلك، فلا يمكن قبول هذه الشروط؛ اقترحها من جديد.", outdatedBuyer: "غيّرت طلب الشراء بعد ذلك. على البائع أن يقدم عرضًا من جديد، أو قدّم أنت عرضًا مقابلًا.", yourTurn: "حان دورك للرد.",
    sent: "أُرسل عرضك.", revised: "أُرسلت الشروط الجديدة.", declined: "رُفض العرض.", withdrawn: "سُحب عرضك.",
    declineTitle: "هل تريد رفض هذا العرض؟", declineText: (name) => `يُبلَّغ ${name} بذلك، ويمكنه تقديم عرض آخر. ولم يُدفع أي مال بعد.`, withdrawTitle: "هل تريد سحب عرضك؟", withdrawText: "يُبلَّغ المشتري بذلك ولا يمكنه قبوله بعد الآن. ويمكنك تقديم عرض آخر ما دام طلب الشراء مفتوحًا.",
    states: { open: "مفتوح", accepted: "مقبول", declined: "مرفوض", withdrawn: "مسحوب", closed: "أُغلق طلب الشراء" } as Record<string, string>,
    mine: "عروضي",
    days: (n) => plural(n, { zero: "0 يوم", one: "يوم واحد", two: "يومان", few: `${num(n)} أيام`, many: `${num(n)} يومًا`, other: `${num(n)} يوم` }),
    sorts: { price: "الأقل إجمالًا", speed: "الأسرع تسليمًا", rating: "الأعلى تقييمًا" } as Record<string, string>,
    compare: "مقارنة العروض", others: "عروض انتهت", deals: (n) => plural(n, { zero: "لا صفقات مكتملة", one: "صفقة مكتملة واحدة", two: "صفقتان مكتملتان", few: `${num(n)} صفقات مكتملة`, many: `${num(n)} صفقة مكتملة`, other: `${num(n)} صفقة مكتملة` }), since: (month) => `عضو منذ ${month}`, notRated: "لا تقييم بعد", rated: (score, n) => `${score} من 5، ${ratings(n)}`,
    cheapest: "الأقل إجمالًا", fastest: "الأسرع",
    parts: "التقسيم إلى مراحل", partsHint: "يدفع المشتري المبلغ كله في الضمان دفعة واحدة. وتُسلَّم كل مرحلة وتُفحص ويُحرَّر مالها على حدة.", partTitle: (n) => `المرحلة ${num(n)}`, partAmount: (n) => `مبلغ المرحلة ${num(n)}`, addPart: "إضافة مرحلة", removePart: (n) => `إزالة المرحلة ${num(n)}`,
    badDays: (most) => `عدد صحيح من ${num(1)} إلى ${num(most)}.`,
    partsSum: (sum, price) => `مجموع المراحل ${sum} من ${price}.`, partsRight: "مجموع المراحل يساوي السعر.", partsLeft: "إضافة الباقي إلى المرحلة الأخيرة", titleNeeded: "اذكر ما سيُسلَّم.", badAmount: "اكتب مبلغًا مثل 250 أو 99.50.", oneIsNone: "المرحلة الواحدة ليست تقسيمًا: أضف مرحلة أخرى أو أوقف هذا الخيار.",
  },
  accept: {
    title: "هل تقبل هذه الشروط؟", intro: "تصبح هذه الشروط طلبًا، ولا يستطيع أحد تغييرها بعد ذلك.",
    buyerPays: "يدفع المشتري", youPay: "تدفع", sellerGets: "يحصل البائع على", youGet: "تحصل على", feeBuyer: "رسوم المنصة، يدفعها المشتري", feeSeller: "رسوم المنصة، يدفعها البائع", price: "السعر المتفق عليه",
    periods: "ما يحدث ومتى، وما يحدث إن لم يفعل أحد شيئًا",
    payment: (d) => `لدى المشتري ${d} للدفع في الضمان. فإن لم يدفع انتهت مهلة الطلب، وليس على أحد شيء.`,
    deliver: (d) => `بعد الدفع، لدى البائع ${d} للتسليم. فإن لم يسلّم عاد المال كله إلى المشتري.`,
    inspect: (d) => `بعد التسليم، لدى المشتري ${d} للفحص. فإن لم يعترض حُرّر المال للبائع.`,
    dispute: (d) => `لأي من الطرفين أن يفتح نزاعًا. ومهلة صدور القرار ${d}؛ فإن انقضت من دون قرار عاد المال كله إلى المشتري.`,
    othersEnd: "تنتهي العروض الأخرى على طلب الشراء هذا.", confirm: "قبول وإنشاء الطلب", changed: "تغيّرت الشروط منذ أن فتحت هذه الصفحة. راجعها من جديد.",
  },
};
export default words;

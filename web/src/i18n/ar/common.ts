// What the frame of every page says, and the words that all pages share.
import { num, plural } from "../format";
import type en from "../en/common";

const words: typeof en = {
  app: {
    name: "أمانت",
    skip: "الانتقال إلى المحتوى",
    foot: "يبقى المال في الضمان إلى أن يُسلَّم العمل.",
    docs: "وثائق API",
    crashed: "تعذر عرض هذه الصفحة.",
    crashedHint: "أعد تحميل الصفحة. وإن تكرر الخطأ فأخبر مشغّل الموقع، واذكر معرّف الطلب إن وُجد.",
    reload: "إعادة تحميل الصفحة",
    newVersion: "تتوفر نسخة جديدة من هذا الموقع. أعد تحميل الصفحة للمتابعة.",
    notFound: "لا توجد صفحة كهذه",
    notFoundHint: "ربما كُتب العنوان خطأً، أو لم يعد ما كان هنا موجودًا.",
    home: "الذهاب إلى الصفحة الرئيسية",
    menu: "القائمة",
    mainMenu: "القائمة الرئيسية",
    deskMenu: "مكاتب العمل",
    openSearch: "بحث",
    searchHint: "ابحث أو انتقل إلى…",
    offline: "أنت غير متصل. قد يكون ما تراه قديمًا.",
    waiting: "انقطع الاتصال المباشر. قد يكون ما تراه قديمًا.",
    online: "عاد الاتصال.",
    ended: "سُجّل خروجك: انتهت جلستك أو أُنهيت من مكان آخر.",
    languageChanged: "اخترت لغة أخرى في علامة تبويب أخرى.",
    signInAgain: "تسجيل الدخول من جديد",
  },
  nav: {
    home: "الرئيسية", browse: "طلبات الشراء", goods: "البضائع", tokens: "رموزي", sell: "البيع", orders: "الطلبات", myRequests: "طلبات الشراء الخاصة بي", myOffers: "عروضي", money: "المال",
    notifications: "الإشعارات", alerts: "تنبيهات", account: "الحساب", security: "الدخول والأمان", signIn: "تسجيل الدخول", register: "إنشاء حساب", signOut: "تسجيل الخروج", post: "نشر طلب شراء", newListing: "عرض شيء للبيع", more: "المزيد", shortcuts: "اختصارات لوحة المفاتيح", how: "كيف يعمل الموقع",
    desk: "المكتب", payouts: "الدفعات الصادرة", exceptions: "الحالات الاستثنائية", awaiting: "بانتظار التأكيد", thresholds: "الحدود", sweeps: "التجميع إلى الخزينة", disputes: "النزاعات", listings: "إعلانات البيع", categories: "الفئات", networks: "الشبكات والعملات", webhooks: "Webhooks", ledger: "دفتر الأستاذ", jobs: "المهام الخلفية", people: "الأشخاص", audit: "سجل التدقيق",
    groups: { market: "السوق", mine: "ما يخصني", account: "الحساب", money: "المال", deals: "الصفقات", system: "النظام" },
  },
  looks: {
    language: "اللغة", theme: "المظهر", light: "فاتح", dark: "داكن", auto: "حسب الجهاز", calendar: "التقويم", gregory: "ميلادي", persian: "فارسي",
  },
  roles: { buyer: "مشترٍ", seller: "بائع", resolver: "مُحكِّم", guard: "مراقب مالي", admin: "مدير" },
  keys: {
    title: "اختصارات لوحة المفاتيح", palette: "البحث والانتقال إلى أي مكان", help: "عرض هذه القائمة", home: "الذهاب إلى الصفحة الرئيسية", orders: "الذهاب إلى الطلبات", notifications: "الذهاب إلى الإشعارات", close: "إغلاق ما هو مفتوح", then: "ثم",
  },
  common: {
    loading: "جارٍ التحميل", failed: "لم تنجح العملية", unknown: "حدث خطأ ما.", requestId: "معرّف الطلب:", copyRequestId: "نسخ معرّف الطلب", retry: "إعادة المحاولة", more: "عرض المزيد",
    retryIn: (seconds) => plural(seconds, { zero: "حاول من جديد الآن.", one: "حاول من جديد بعد ثانية.", two: "حاول من جديد بعد ثانيتين.", few: `حاول من جديد بعد ${num(seconds)} ثوانٍ.`, many: `حاول من جديد بعد ${num(seconds)} ثانية.`, other: `حاول من جديد بعد ${num(seconds)} ثانية.` }),
    retryInMinutes: (minutes) => plural(minutes, { zero: "حاول من جديد الآن.", one: "حاول من جديد بعد دقيقة.", two: "حاول من جديد بعد دقيقتين.", few: `حاول من جديد بعد ${num(minutes)} دقائق.`, many: `حاول من جديد بعد ${num(minutes)} دقيقة.`, other: `حاول من جديد بعد ${num(minutes)} دقيقة.` }),
    copied: "تم النسخ", copyAddress: "نسخ العنوان", copyHash: "نسخ البصمة", copyAmount: "نسخ المبلغ", now: "الآن", cancel: "إلغاء", back: "رجوع",
    offline: "يتعذر الوصول إلى الخادم. تحقق من اتصالك وحاول من جديد.", fileNotSent: "تعذر إرسال الملف. تحقق من اتصالك وحاول من جديد.", unreadable: (status) => `أجاب الخادم بالرمز ${status}.`,
    fillIn: "املأ هذا الحقل.", notFit: "هذا غير مكتمل أو ليس بالصيغة الصحيحة.", notEmail: "هذا ليس عنوان بريد إلكتروني.",
    send: "إرسال", save: "حفظ", saved: "تم الحفظ", close: "إغلاق", you: "أنت", all: "الكل", none: "لا شيء", nothing: "—", table: "عرض في جدول", remove: "إزالة", newTab: "يُفتح في علامة تبويب جديدة", browserWallet: "محفظة المتصفح",
  },
  auth: {
    signIn: "تسجيل الدخول", register: "إنشاء حسابك", email: "البريد الإلكتروني", password: "كلمة المرور", passwordHint: "10 أحرف على الأقل. وبضع كلمات متتالية خيار جيد.",
    name: "الاسم الذي يراه الآخرون", noAccount: "ليس لديك حساب بعد؟", haveAccount: "لديك حساب بالفعل؟",
    iWant: "أريد", both: "الشراء والبيع", buyer: "الشراء", seller: "البيع",
    devTitle: "حسابات التطوير", devHint: "تظهر لأن هذا الموقع يعمل في وضع التطوير.",
    needed: "سجّل الدخول للمتابعة.",
    forbidden: "هذه الصفحة ليست لحسابك",
    reason: (need) => `لا يفتحها إلا من له أحد هذه الأدوار: ${need}.`,
    have: (roles) => `أدوارك: ${roles}.`,
    haveNone: "ليس لحسابك أي دور بعد.",
    whatNow: "يستطيع أحد مديري الموقع أن يمنحك دورًا. وإن كان لديك حساب آخر يحق له فتح هذه الصفحة فسجّل الخروج وادخل به.",
    otherAccount: "الدخول بحساب آخر",
  },
  note: {
    title: "الإشعارات", none: "لا جديد", noneHint: "تصلك هنا أخبار العروض والدفعات والتسليم.", readAll: "تحديد الكل كمقروء", unread: (n) => `غير المقروء: ${num(n)}`, all: "عرض الكل", onlyUnread: "غير المقروء فقط", noneUnread: "قرأت كل شيء", today: "اليوم", yesterday: "أمس", unreadMark: "غير مقروء",
    arrived: (title) => `إشعار جديد: ${title}`,
  },
  looking: { banner: (name) => `ترى الآن ما يراه ${name}. يمكنك النظر فقط، لا التصرف.`, end: "إنهاء المعاينة" },
};
export default words;

// Goods by the unit, for those who buy.
import { num, plural } from "../format";
import type en from "../en/goods";

const units = (n: number) => plural(n, { zero: `${num(n)} وحدة`, one: "وحدة واحدة", two: "وحدتان", few: `${num(n)} وحدات`, many: `${num(n)} وحدة`, other: `${num(n)} وحدة` });
// After a preposition, where the dual changes.
const ofUnits = (n: number) => (n === 2 ? "وحدتين" : units(n));

const words: typeof en = {
  units,
  kinds: { reveal_secret: "بيانات دخول", code_pool: "رموز", metered_gateway: "API بحسب الاستهلاك" } as Record<string, string>,
  states: { draft: "مسودة", active: "معروض للبيع", paused: "متوقف مؤقتًا", sold_out: "نفد", removed: "مُزال" } as Record<string, string>,
  moderation: { pending: "بانتظار الموافقة", approved: "تمت الموافقة", rejected: "لم تتم الموافقة" } as Record<string, string>,
  browse: {
    title: "بضائع بالوحدة", hint: "وصول إلى API ومفاتيح تراخيص وبيانات دخول. تدفع في الضمان وتحصل على ما اشتريته فورًا.",
    search: "البحث في البضائع", kind: "النوع", price: "سعر الوحدة",
    sorts: { newest: "الأحدث", price: "الأقل سعرًا", rating: "الأعلى تقييمًا", popularity: "الأكثر مبيعًا" } as Record<string, string>,
    noneYet: "لا شيء معروض للبيع بعد", perUnit: "للوحدة", left: (n) => (n === 0 ? "نفدت الكمية" : `المتبقي: ${num(n)}`),
    sales: (n) => plural(n, { zero: "لا مبيعات", one: "عملية بيع واحدة", two: "عمليتا بيع", few: `${num(n)} عمليات بيع`, many: `${num(n)} عملية بيع`, other: `${num(n)} عملية بيع` }), by: (name) => `من ${name}`, oneSeller: "بائع واحد", sell: "بيع شيء",
  },
  stars: {
    none: "لا تقييم بعد", label: (score, n) => `التقييم ${score} من 5، من ${plural(n, { zero: "0 مشترٍ", one: "مشترٍ واحد", two: "مشتريين", few: `${num(n)} مشترين`, many: `${num(n)} مشتريًا`, other: `${num(n)} مشترٍ` })}`, short: (n) => `(${num(n)})`,
    one: (n) => plural(n, { zero: "لا نجوم من 5", one: "نجمة واحدة من 5", two: "نجمتان من 5", few: `${num(n)} نجوم من 5`, many: `${num(n)} نجمة من 5`, other: `${num(n)} نجمة من 5` }),
  },
  listing: {
    about: "ما الذي تحصل عليه", unit: "الوحدة الواحدة هي", counts: "ما الذي يُحتسب", validity: "مدة الاستخدام", inspection: "مهلة الفحص", limits: "السرعة", order: "في كل طلب", kind: "النوع", category: "الفئة", stock: "المخزون",
    validityText: (d) => `${d} بعد الدفع`, callLimits: (perMinute, atOnce) => `الاستدعاءات في الدقيقة: ${num(perMinute)}، وفي الوقت نفسه: ${num(atOnce)}`,
    mostPerCall: (n) => `أقصى تكلفة للاستدعاء الواحد: ${units(n)}.`,
    range: (min, max) => (min === max ? units(min) : `من ${num(min)} إلى ${ofUnits(max)}`),
    meters: {
      request: "كل استدعاء وحدة واحدة.", header: (name) => `عدد الوحدات هو ما تذكره الترويسة ${name} في الجواب.`,
      json_path: (path) => `عدد الوحدات هو ما يذكره الحقل ${path} في الجواب.`,
    },
    uncounted: "لا يُحتسب الاستخدام: متى عُرض لك صار لك.",
    inspectionText: (d) => `${d}، ثم يُدفع للبائع`, spentText: "يقبض البائع ثمن ما استخدمته عند استخدام آخر وحدة، أو انتهاء المدة، أو طلبك استرداد الباقي.",
    settled: "متى يُدفع للبائع",
    seller: "البائع", ratings: "ما يقوله المشترون", ratingsNone: "لا تقييم بعد", ratingsHint: "لا يقيّم إلا من اشترى.",
    gone: "هذا الإعلان غير معروض للبيع", yours: "هذا إعلانك", yoursHint: "لا يمكنك الشراء من إعلانك.", edit: "تعديل الإعلان",
    paused: "غير معروض للبيع حاليًا", pausedHint: "ما اشتُري من قبل يستمر في العمل.", soldOut: "نفدت الكمية", soldOutHint: "تعود الوحدات إن لم يُدفع ثمن طلب ما. عُد لاحقًا.",
    draft: "مسودة", draftHint: "لا يراها غيرك.", closed: "مُزال", closedHint: "لم يعد يُباع.",
    pending: "بانتظار الموافقة", pendingHint: "يظهر بعد أن تراجعه المنصة.", rejectedHint: "لا يراه أحد غيرك.",
  },
  buy: {
    title: "شراء", units: "الوحدات", times: (n, price) => `${n === null ? "…" : num(n)} × ${price}`, fee: "رسوم المنصة", total: "تدفع", how: "طريقة الدفع",
    fromBalance: (symbol, network) => `من رصيدي: ${symbol}${network ? `، ${network}` : ""}`, balanceHas: (amount) => `المتاح ${amount}. الدفع والتسليم فوريان.`,
    later: "بالبطاقة أو بالعملات المشفرة", laterHint: "تختار في الصفحة التالية. وتُحجز لك الوحدات ساعة.",
    tooLarge: "أكثر مما يجوز دفعه من الرصيد دفعة واحدة.", noBalance: "لا رصيد يكفي لهذا المبلغ.",
    submitBalance: "الشراء والدفع من رصيدي", submitLater: "الشراء والانتقال إلى الدفع", signIn: "سجّل الدخول للشراء", notBuyer: "لا يستطيع هذا الحساب الشراء.",
    whole: "وحدات كاملة فقط.", atLeast: (n) => `الحد الأدنى في الطلب الواحد: ${units(n)}.`, atMost: (n) => `الحد الأقصى في الطلب الواحد: ${units(n)}.`, only: (n) => `المتبقي: ${units(n)} فقط.`,
  },
  after: {
    title: "ما يحدث بعد أن تدفع", escrow: "تدخل أموالك في الضمان، ولا تذهب إلى البائع.",
    get: {
      reveal_secret: "تظهر بيانات الدخول في «رموزي» فورًا.", code_pool: "تظهر رموزك في «رموزي» فورًا، رمز لكل وحدة.", metered_gateway: "يظهر رمز وصول في «رموزي» فورًا. ويُحتسب كل استخدام وتراه.",
    } as Record<string, string>,
    check: (d) => `لديك ${d} للفحص. وإن كان هناك خلل فافتح نزاعًا: يبقى المال في الضمان إلى أن يُحسم.`, paid: "فإن لم تعترض صُرف المال للبائع بانتهاء هذه المهلة.",
    metered: "لا يقبض البائع إلا ثمن الوحدات التي تستخدمها. ويعود إليك الباقي حين تطلبه، أو بانتهاء المدة.",
  },
  tokens: {
    title: "رموزي", none: "ليس لديك رموز", noneHint: "ما تشتريه بالوحدة يظهر هنا فور دفع ثمنه.", browse: "تصفّح البضائع",
    states: { active: "نشط", on_hold: "معلّق", spent: "مستهلك", expired: "منتهٍ", revoked: "مُنهى" } as Record<string, string>,
    held: "لا يمكن استخدامه ولا عرضه ما دام طلبه محل نزاع أو معلّقًا أو مقترحًا إلغاؤه، أو إذا استُرجعت دفعته.",
    ended: {
      buyer: "أنت أنهيته.", expired: "انتهت مدته.", spent: "استُخدمت كل الوحدات.", refunded_unused: "طلبت استرداد الوحدات غير المستخدمة.", order_refunded: "رُدّ مال طلبه.",
      order_resolved: "حُسم نزاع بشأن طلبه.", order_completed: "سُوّي طلبه.",
    } as Record<string, string>,
    used: (used, all) => `استُخدم ${num(used)} من ${ofUnits(all)}`, until: "حتى", expires: "صالح للاستخدام حتى", bought: "تاريخ الشراء", units: "الوحدات", shown: "آخر عرض", never: "أبدًا",
    reveal: "عرض المحتوى السري", revealHint: { reveal_secret: "بيانات الدخول التي اشتريتها.", code_pool: "الرمز الذي اشتريته.", metered_gateway: "رمز وصولك إلى البوابة." } as Record<string, string>,
    revealLogged: "تثبت هويتك مرة أخرى، وتُسجَّل كل مرة يُعرض فيها.", revealTitle: "هل تريد عرض المحتوى السري؟", revealAsk: "كل من يراه يستطيع استخدامه. ويُخفى من جديد بعد دقيقة.", revealDo: "عرض",
    revealed: "محتواك السري", hides: (s) => plural(s, { zero: "يُخفى الآن", one: "يُخفى بعد ثانية", two: "يُخفى بعد ثانيتين", few: `يُخفى بعد ${num(s)} ثوانٍ`, many: `يُخفى بعد ${num(s)} ثانية`, other: `يُخفى بعد ${num(s)} ثانية` }), hide: "إخفاء الآن", copy: "نسخ المحتوى السري",
    call: "طريقة الاستدعاء", callHint: "أي طريقة وأي مسار في الخدمة. ضع المسار ورمزك؛ وما دام الرمز معروضًا فهو في الأمر.", callPath: "PATH-OF-THE-SERVICE", callToken: "YOUR_TOKEN",
    callCounts: "تُحتسب أجوبة الخدمة، ومنها 4xx. وإذا أخفقت الخدمة (5xx أو انقضاء المهلة أو تعذر الوصول) فلا يُحتسب شيء. والاستدعاء الذي تقطعه أنت يُحتسب.", copyCall: "نسخ الأمر",
    refund: "استرداد الوحدات غير المستخدمة", refundTitle: "هل تريد استرداد الوحدات غير المستخدمة؟", refundText: (unused, amount, used) => `الوحدات المعادة: ${num(unused)}${amount ? `، فيعود إليك ${amount} مما دفعت` : ""}. ويقبض البائع ثمن الوحدات المستخدمة: ${num(used)}.`,
    refundRunning: "الاستدعاءات الجارية الآن تُحتسب مستخدمة.", refundEnds: "يتوقف الرمز عن العمل فورًا ويُسوَّى الطلب. ولا يمكن التراجع عن ذلك.", refundDo: "استرداد وإنهاء", refunded: "رُدّت الوحدات غير المستخدمة.", refundedText: (amount, used) => `عاد إليك ${amount}. وبلغ الاستخدام ${used}.`,
    revoke: "إنهاء الرمز", revokeTitle: "هل تريد إنهاء هذا الرمز؟", revokeMetered: "يتوقف عن العمل فورًا ولا يمكن تشغيله من جديد. ويعود إليك ثمن ما لم تستخدمه.", revokeHeld: "يتوقف عن العمل نهائيًا. أما مصير المال فيُسوَّى مع طلبه.", revokeOther: "لن يمكن عرض محتواه السري بعد ذلك. احتفظ بنسخة أولًا إن كنت ما زلت تحتاج إليه.", revokeDone: "أُنهي الرمز.",
  },
  usage: {
    title: "الاستخدام", per: "مخطط", pers: { hour: "48 ساعة", day: "30 يومًا" } as Record<string, string>, sold: (used, all, tokens) => `استُخدم ${num(used)} من ${ofUnits(all)}، عدد رموز الوصول: ${num(tokens)}`, none: "لا استدعاءات بعد", noneHint: "تظهر الاستدعاءات هنا فور إجرائها.", chart: "الوحدات المستخدمة بمرور الوقت", when: "الوقت", units: "الوحدات", recent: "أحدث الاستدعاءات", took: (ms) => `${num(ms)} مللي ثانية`, running: "جارٍ", more: "استدعاءات أقدم",
    outcomes: { counted: "محتسب", not_billed: "غير محتسب", interrupted: "انقطع، محتسب" } as Record<string, string>,
  },
  order: {
    title: "الوحدات", listing: "الإعلان", units: "الوحدات", unitPrice: "سعر الوحدة", earned: "المكتسب بالاستهلاك", tokens: "ما اشتريته", none: "يُسلَّم فور تأكيد الدفعة.",
    metered: "لا يُدفع إلا ثمن ما استُخدم. وإن لم يفعل أحد شيئًا ذهب ثمن المستخدم إلى البائع وعاد الباقي بانتهاء المدة.",
    plain: "التسليم فوري. وإن لم يعترض المشتري خلال مهلة الفحص صُرف المال للبائع.",
    leadBuyer: "استخدمه. لا تدفع إلا ثمن ما تستخدمه.", leadSeller: "تم التسليم. تقبض ثمن ما يستخدمه المشتري.", doneBuyer: "دُفع ثمن ما استخدمته. والباقي عاد إليك.", doneSeller: "قبضت ثمن ما استُخدم.", settledBy: "يُسوَّى خلال مدة أقصاها", fundedBuyer: "المال في الضمان. والتسليم يتم تلقائيًا.", fundedSeller: "المال في الضمان. والتسليم يتم تلقائيًا.",
  },
  rating: {
    title: "التقييمات", ask: (who) => `كيف كان التعامل مع ${who}؟`, blind: "لا يرى أي من الطرفين تقييم الآخر قبل أن يقيّم كلاهما، أو يمضي أسبوع. ولا يمكن تغيير التقييم بعد إرساله.", until: (day) => `يمكنك التقييم حتى ${day}.`, comment: "تعليق (اختياري)", send: "تقييم", done: "شكرًا لك. حُفظ تقييمك.", yours: "تقييمك", theirs: (name) => `تقييم ${name}`, hidden: (day) => `يظهر للطرف الآخر حين يقيّم هو أيضًا، وفي موعد أقصاه ${day}.`, waiting: "لم يظهر تقييم الطرف الآخر بعد.", choose: "اختر من نجمة إلى 5 نجوم.", none: "لم يقيّم أحد هذا الطلب.",
  },
  money: {
    preference: "كيف تستلم أموالك", automatic: "الصرف فورًا", automaticHint: "كل ما يحرّره لك طلب يُرسل إلى عنوان استلام الأموال أو حساب البطاقة. وعند الإيقاف يبقى في رصيدك لتشتري به أو تسحبه؛ إلا ما دُفع بالبطاقة فيعود دائمًا إلى البطاقة.",
    card: "صرف أموال البطاقات", cardReady: "حسابك جاهز: يمكن صرف أموال البطاقات إليك.", cardNone: "لتقبض ما يدفعه المشترون بالبطاقة، أنشئ حسابًا لدى معالج البطاقات.", cardConnect: "إعداد صرف أموال البطاقات", cardGo: "متابعة الإعداد", cardOff: "لا تقبل هذه المنصة البطاقات.", cardAgain: "انتهت صلاحية تلك الصفحة. اضغط الزر من جديد.", cardDone: "شكرًا لك. معالج البطاقات يتحقق الآن؛ وستُظهر هذه الصفحة ذلك حين يصبح حسابك جاهزًا.",
  },
};
export default words;

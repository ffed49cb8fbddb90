// Goods by the unit, for those who buy.
import { num } from "../format";
import type en from "../en/goods";

const units = (n: number) => `${num(n)} đơn vị`;

const words: typeof en = {
  units,
  kinds: { reveal_secret: "Thông tin đăng nhập", code_pool: "Mã", metered_gateway: "API tính theo lượt dùng" } as Record<string, string>,
  states: { draft: "Bản nháp", active: "Đang bán", paused: "Tạm ngừng", sold_out: "Hết hàng", removed: "Đã gỡ" } as Record<string, string>,
  moderation: { pending: "Chờ duyệt", approved: "Đã duyệt", rejected: "Không được duyệt" } as Record<string, string>,
  browse: {
    title: "Hàng bán theo đơn vị", hint: "Quyền truy cập API, khóa bản quyền và thông tin đăng nhập. Bạn trả tiền vào ký quỹ và nhận ngay những gì đã mua.",
    search: "Tìm hàng hóa", kind: "Loại", price: "Giá mỗi đơn vị",
    sorts: { newest: "Mới nhất", price: "Giá thấp nhất", rating: "Đánh giá cao nhất", popularity: "Mua nhiều nhất" } as Record<string, string>,
    noneYet: "Chưa có gì được bán", perUnit: "mỗi đơn vị", left: (n: number) => (n === 0 ? "đã hết" : `còn ${num(n)}`),
    sales: (n: number) => `đã bán ${num(n)} lần`, by: (name: string) => `của ${name}`, oneSeller: "Một người bán", sell: "Đăng bán",
  },
  stars: {
    none: "Chưa có đánh giá", label: (score: string, n: number) => `${num(n)} người mua đánh giá ${score} trên 5`, short: (n: number) => `(${num(n)})`,
    one: (n: number) => `${num(n)} trên 5 sao`,
  },
  listing: {
    about: "Bạn nhận được gì", unit: "Một đơn vị là", counts: "Cách tính", validity: "Dùng được trong", inspection: "Thời gian kiểm tra", limits: "Tốc độ", order: "Mỗi đơn hàng", kind: "Loại", category: "Danh mục", stock: "Hàng tồn",
    validityText: (d: string) => `${d} kể từ khi thanh toán`, callLimits: (perMinute: number, atOnce: number) => `${num(perMinute)} lượt gọi mỗi phút, ${num(atOnce)} lượt cùng lúc`,
    mostPerCall: (n: number) => `Một lượt gọi tốn tối đa ${num(n)}.`,
    range: (min: number, max: number) => (min === max ? units(min) : `${num(min)} đến ${units(max)}`),
    meters: {
      request: "Mỗi lượt gọi là một đơn vị.", header: (name: string) => `Số đơn vị theo header ${name} của câu trả lời.`,
      json_path: (path: string) => `Số đơn vị theo trường ${path} của câu trả lời.`,
    },
    uncounted: "Không tính lượt dùng: một khi đã hiển thị thì thuộc về bạn.",
    inspectionText: (d: string) => `${d}, sau đó người bán được trả tiền`, spentText: "Người bán được trả tiền cho phần bạn đã dùng, khi đơn vị cuối cùng được dùng hết, khi hết thời hạn, hoặc khi bạn yêu cầu hoàn phần còn lại.",
    settled: "Khi nào người bán được trả tiền",
    seller: "Người bán", ratings: "Người mua nói gì", ratingsNone: "Chưa có đánh giá", ratingsHint: "Chỉ người đã mua mới được đánh giá.",
    gone: "Mặt hàng này không còn bán", yours: "Đây là mặt hàng của bạn", yoursHint: "Bạn không thể mua hàng của chính mình.", edit: "Sửa mặt hàng",
    paused: "Hiện không bán", pausedHint: "Những gì đã mua trước đó vẫn hoạt động.", soldOut: "Hết hàng", soldOutHint: "Đơn vị sẽ có lại khi một đơn hàng không được thanh toán. Hãy quay lại sau.",
    draft: "Bản nháp", draftHint: "Chỉ bạn nhìn thấy.", closed: "Đã gỡ", closedHint: "Mặt hàng này không được bán nữa.",
    pending: "Chờ duyệt", pendingHint: "Mặt hàng được hiển thị sau khi nền tảng xem xét.", rejectedHint: "Không ai khác nhìn thấy.",
  },
  buy: {
    title: "Mua", units: "Số đơn vị", times: (n: number | null, price: string) => `${n === null ? "…" : num(n)} × ${price}`, fee: "Phí nền tảng", total: "Bạn trả", how: "Cách thanh toán",
    fromBalance: (symbol: string, network: string) => `Từ số dư của tôi: ${symbol}${network ? `, ${network}` : ""}`, balanceHas: (amount: string) => `Khả dụng ${amount}. Thanh toán và giao ngay.`,
    later: "Bằng thẻ hoặc tiền mã hóa", laterHint: "Chọn ở trang sau. Số đơn vị được giữ cho bạn trong một giờ.",
    tooLarge: "Vượt quá mức được trả từ số dư trong một lần.", noBalance: "Không có số dư nào đủ trả.",
    submitBalance: "Mua và trả từ số dư", submitLater: "Mua và đến trang thanh toán", signIn: "Đăng nhập để mua", notBuyer: "Tài khoản này không có quyền mua hàng.",
    whole: "Chỉ nhận số đơn vị nguyên.", atLeast: (n: number) => `Ít nhất ${units(n)} trong một đơn hàng.`, atMost: (n: number) => `Tối đa ${units(n)} trong một đơn hàng.`, only: (n: number) => `Chỉ còn ${units(n)}.`,
  },
  after: {
    title: "Điều gì xảy ra sau khi bạn trả tiền", escrow: "Tiền của bạn vào ký quỹ, chưa đến tay người bán.",
    get: {
      reveal_secret: "Thông tin đăng nhập hiện ngay trong mục Mã truy cập của tôi.", code_pool: "Các mã của bạn hiện ngay trong mục Mã truy cập của tôi, mỗi đơn vị một mã.", metered_gateway: "Một mã truy cập hiện ngay trong mục Mã truy cập của tôi. Mỗi lượt dùng đều được tính, và bạn xem được.",
    } as Record<string, string>,
    check: (d: string) => `Bạn có ${d} để kiểm tra. Nếu có gì không ổn, hãy mở tranh chấp: tiền vẫn được giữ ký quỹ cho đến khi giải quyết xong.`, paid: "Nếu không có phản đối, người bán được trả tiền khi hết thời gian đó.",
    metered: "Người bán chỉ được trả tiền cho số đơn vị bạn đã dùng. Phần còn lại được hoàn cho bạn khi bạn yêu cầu, hoặc khi hết thời hạn.",
  },
  tokens: {
    title: "Mã truy cập của tôi", none: "Bạn chưa có mã truy cập nào", noneHint: "Những gì bạn mua theo đơn vị sẽ hiện ở đây ngay khi được thanh toán.", browse: "Xem hàng hóa",
    states: { active: "Đang dùng được", on_hold: "Tạm giữ", spent: "Đã dùng hết", expired: "Hết hạn", revoked: "Đã kết thúc" } as Record<string, string>,
    held: "Không thể dùng hay hiển thị khi đơn hàng đang tranh chấp, bị tạm giữ hoặc được đề xuất hủy, hay khi khoản thanh toán đã bị thu hồi.",
    ended: {
      buyer: "Bạn đã kết thúc mã này.", expired: "Đã hết thời hạn.", spent: "Đã dùng hết các đơn vị.", refunded_unused: "Bạn đã yêu cầu hoàn các đơn vị chưa dùng.", order_refunded: "Đơn hàng đã được hoàn tiền.",
      order_resolved: "Tranh chấp về đơn hàng đã có phán quyết.", order_completed: "Đơn hàng đã được quyết toán.",
    } as Record<string, string>,
    used: (used: number, all: number) => `Đã dùng ${num(used)} trên ${units(all)}`, until: "đến", expires: "Dùng được đến", bought: "Ngày mua", units: "Số đơn vị", shown: "Hiển thị lần cuối", never: "chưa lần nào",
    reveal: "Hiện nội dung bí mật", revealHint: { reveal_secret: "Thông tin đăng nhập bạn đã mua.", code_pool: "Mã bạn đã mua.", metered_gateway: "Mã truy cập của bạn cho cổng trung chuyển." } as Record<string, string>,
    revealLogged: "Bạn chứng minh lại rằng đó là bạn, và mỗi lần hiển thị đều được ghi lại.", revealTitle: "Hiện nội dung bí mật?", revealAsk: "Ai nhìn thấy cũng dùng được. Nội dung được ẩn lại sau một phút.", revealDo: "Hiện",
    revealed: "Nội dung bí mật của bạn", hides: (s: number) => `Ẩn lại sau ${num(s)} giây`, hide: "Ẩn ngay", copy: "Sao chép nội dung bí mật",
    call: "Cách gọi", callHint: "Mọi phương thức và đường dẫn của dịch vụ. Hãy điền đường dẫn và mã truy cập của bạn; khi mã đang hiển thị, mã có sẵn trong lệnh.", callPath: "DUONG-DAN-CUA-DICH-VU", callToken: "MA_TRUY_CAP_CUA_BAN",
    callCounts: "Câu trả lời của dịch vụ được tính, kể cả 4xx. Khi dịch vụ lỗi (5xx, quá thời gian chờ, không kết nối được), không tính gì. Lượt gọi do bạn ngắt giữa chừng vẫn được tính.", copyCall: "Sao chép lệnh",
    refund: "Hoàn tiền đơn vị chưa dùng", refundTitle: "Hoàn tiền các đơn vị chưa dùng?", refundText: (unused: number, amount: string | null, used: number) => `${units(unused)} được trả lại${amount ? `: bạn được hoàn ${amount} trong số tiền đã thanh toán` : ""}. Người bán được trả tiền cho ${units(used)}.`,
    refundRunning: "Các lượt gọi đang chạy lúc này được tính là đã dùng.", refundEnds: "Mã truy cập ngừng hoạt động ngay, và đơn hàng được quyết toán. Không thể hoàn tác.", refundDo: "Hoàn tiền và kết thúc", refunded: "Các đơn vị chưa dùng đã được hoàn tiền.", refundedText: (amount: string, used: string) => `Bạn được hoàn ${amount}. Phần đã dùng là ${used}.`,
    revoke: "Kết thúc mã truy cập", revokeTitle: "Kết thúc mã truy cập này?", revokeMetered: "Mã ngừng hoạt động ngay và không thể bật lại. Phần bạn chưa dùng được hoàn cho bạn.", revokeHeld: "Mã ngừng hoạt động vĩnh viễn. Tiền thuộc về ai được quyết định cùng với đơn hàng.", revokeOther: "Nội dung bí mật không thể hiển thị lại. Hãy lưu một bản trước nếu bạn còn cần.", revokeDone: "Đã kết thúc mã truy cập.",
  },
  usage: {
    title: "Lượt dùng", per: "Biểu đồ", pers: { hour: "48 giờ", day: "30 ngày" } as Record<string, string>, sold: (used: number, all: number, tokens: number) => `Đã dùng ${num(used)} trên ${units(all)}, của ${num(tokens)} mã truy cập`, none: "Chưa có lượt gọi nào", noneHint: "Lượt gọi hiện ở đây khi được thực hiện.", chart: "Số đơn vị đã dùng theo thời gian", when: "Thời điểm", units: "Đơn vị", recent: "Lượt gọi gần đây", took: (ms: number) => `${num(ms)} ms`, running: "đang chạy", more: "Lượt gọi trước đó",
    outcomes: { counted: "được tính", not_billed: "không tính", interrupted: "bị ngắt, được tính" } as Record<string, string>,
  },
  order: {
    title: "Đơn vị", listing: "Mặt hàng", units: "Số đơn vị", unitPrice: "Giá mỗi đơn vị", earned: "Thu được theo lượt dùng", tokens: "Những gì bạn đã mua", none: "Được giao ngay khi khoản thanh toán được xác nhận.",
    metered: "Chỉ trả tiền cho phần đã dùng. Nếu không ai làm gì, khi hết thời hạn tiền của phần đã dùng thuộc về người bán và phần còn lại được hoàn cho người mua.",
    plain: "Giao ngay. Nếu không có phản đối trong thời gian kiểm tra, người bán được trả tiền.",
    leadBuyer: "Hãy sử dụng. Bạn chỉ trả cho phần bạn dùng.", leadSeller: "Đã giao. Bạn được trả tiền cho phần người mua dùng.", doneBuyer: "Phần bạn đã dùng được thanh toán. Phần còn lại đã được hoàn cho bạn.", doneSeller: "Bạn được trả tiền cho phần đã dùng.", settledBy: "Quyết toán muộn nhất sau", fundedBuyer: "Tiền đã vào ký quỹ. Hàng được giao tự động.", fundedSeller: "Tiền đã vào ký quỹ. Hàng được giao tự động.",
  },
  rating: {
    title: "Đánh giá", ask: (who: string) => `Bạn thấy ${who} thế nào?`, blind: "Mỗi bên chỉ thấy đánh giá của bên kia khi cả hai đã đánh giá, hoặc khi đã qua một tuần. Đánh giá đã gửi thì không thể sửa.", until: (day: string) => `Bạn có thể đánh giá đến ${day}.`, comment: "Nhận xét (không bắt buộc)", send: "Đánh giá", done: "Cảm ơn bạn. Đánh giá đã được lưu.", yours: "Bạn nhận xét", theirs: (name: string) => `${name} nhận xét`, hidden: (day: string) => `Bên kia thấy khi họ đã đánh giá, muộn nhất vào ${day}.`, waiting: "Đánh giá của bên kia chưa được hiển thị.", choose: "Chọn 1 đến 5 sao.", none: "Chưa có ai đánh giá đơn hàng này.",
  },
  money: {
    preference: "Cách bạn nhận tiền", automatic: "Chi trả ngay", automaticHint: "Mọi khoản mà đơn hàng mang về cho bạn được gửi đến địa chỉ nhận tiền hoặc tài khoản thẻ của bạn. Nếu tắt: tiền ở lại trong số dư để mua hàng hoặc rút; riêng khoản đã trả bằng thẻ luôn được hoàn về thẻ.",
    card: "Chi trả qua thẻ", cardReady: "Tài khoản của bạn đã sẵn sàng: tiền từ thẻ có thể được chi trả.", cardNone: "Để nhận khoản tiền mà người mua trả bằng thẻ, hãy thiết lập tài khoản tại đơn vị xử lý thẻ.", cardConnect: "Thiết lập chi trả qua thẻ", cardGo: "Tiếp tục thiết lập", cardOff: "Nền tảng này không nhận thẻ.", cardAgain: "Trang đó đã hết hạn. Hãy nhấn nút lần nữa.", cardDone: "Cảm ơn bạn. Đơn vị xử lý thẻ đang kiểm tra; trang này sẽ cho biết khi sẵn sàng.",
  },
};
export default words;

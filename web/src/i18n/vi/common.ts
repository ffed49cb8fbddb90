// What the frame of every page says, and the words that all pages share.
import { num } from "../format";
import type en from "../en/common";

const words: typeof en = {
  app: {
    name: "Amanat",
    skip: "Chuyển đến nội dung",
    foot: "Tiền được giữ ký quỹ cho đến khi người bán giao xong.",
    docs: "Tài liệu API",
    crashed: "Không hiển thị được trang này.",
    crashedHint: "Hãy tải lại trang. Nếu vẫn lỗi, hãy báo cho người vận hành trang, kèm mã yêu cầu nếu có.",
    reload: "Tải lại trang",
    newVersion: "Trang này đã có phiên bản mới. Hãy tải lại trang để tiếp tục.",
    notFound: "Không có trang này",
    notFoundHint: "Có thể địa chỉ bị gõ sai, hoặc nội dung ở đây không còn nữa.",
    home: "Về trang chủ",
    menu: "Menu",
    mainMenu: "Menu chính",
    deskMenu: "Bàn làm việc",
    openSearch: "Tìm kiếm",
    searchHint: "Tìm hoặc đi đến…",
    offline: "Bạn đang ngoại tuyến. Những gì bạn thấy có thể đã cũ.",
    waiting: "Mất kết nối trực tiếp. Những gì bạn thấy có thể đã cũ.",
    online: "Bạn đã kết nối lại.",
    ended: "Bạn đã bị đăng xuất: phiên đã hết hạn hoặc được kết thúc ở nơi khác.",
    languageChanged: "Bạn đã chọn ngôn ngữ khác trong một thẻ khác.",
    signInAgain: "Đăng nhập lại",
  },
  nav: {
    home: "Trang chủ", browse: "Yêu cầu mua", goods: "Hàng hóa", tokens: "Mã truy cập của tôi", sell: "Bán", orders: "Đơn hàng", myRequests: "Yêu cầu mua của tôi", myOffers: "Báo giá của tôi", money: "Tiền",
    notifications: "Thông báo", alerts: "Thông báo", account: "Tài khoản", security: "Đăng nhập và bảo mật", signIn: "Đăng nhập", register: "Tạo tài khoản", signOut: "Đăng xuất", post: "Đăng yêu cầu mua", newListing: "Đăng bán", more: "Thêm", shortcuts: "Phím tắt", how: "Cách hoạt động",
    desk: "Bàn làm việc", payouts: "Khoản chi trả", exceptions: "Ngoại lệ", awaiting: "Chờ xác nhận", thresholds: "Ngưỡng", sweeps: "Gom tiền", disputes: "Tranh chấp", listings: "Mặt hàng", categories: "Danh mục", networks: "Mạng và token", webhooks: "Webhook", ledger: "Sổ cái", jobs: "Tác vụ", people: "Người dùng", audit: "Nhật ký kiểm toán",
    groups: { market: "Chợ", mine: "Của tôi", account: "Tài khoản", money: "Tiền", deals: "Giao dịch", system: "Hệ thống" },
  },
  looks: {
    language: "Ngôn ngữ", theme: "Giao diện", light: "Sáng", dark: "Tối", auto: "Theo thiết bị", calendar: "Lịch", gregory: "Dương lịch", persian: "Lịch Ba Tư",
  },
  roles: { buyer: "Người mua", seller: "Người bán", resolver: "Trọng tài viên", guard: "Kiểm soát viên", admin: "Quản trị viên" },
  keys: {
    title: "Phím tắt", palette: "Tìm kiếm và đi đến bất kỳ đâu", help: "Hiện danh sách này", home: "Về trang chủ", orders: "Đến đơn hàng", notifications: "Đến thông báo", close: "Đóng mục đang mở", then: "rồi",
  },
  common: {
    loading: "Đang tải", failed: "Không thực hiện được", unknown: "Đã xảy ra lỗi.", requestId: "Mã yêu cầu:", copyRequestId: "Sao chép mã yêu cầu", retry: "Thử lại", more: "Xem thêm",
    retryIn: (seconds: number) => `Hãy thử lại sau ${num(seconds)} giây.`,
    retryInMinutes: (minutes: number) => `Hãy thử lại sau ${num(minutes)} phút.`,
    copied: "Đã sao chép", copyAddress: "Sao chép địa chỉ", copyHash: "Sao chép mã băm", copyAmount: "Sao chép số tiền", now: "bây giờ", cancel: "Hủy", back: "Quay lại",
    offline: "Không kết nối được với máy chủ. Hãy kiểm tra kết nối rồi thử lại.", fileNotSent: "Không gửi được tệp. Hãy kiểm tra kết nối rồi thử lại.", unreadable: (status: number) => `Máy chủ trả lời ${status}.`,
    fillIn: "Hãy điền mục này.", notFit: "Nội dung chưa đủ hoặc chưa đúng dạng.", notEmail: "Đây không phải là địa chỉ email.",
    send: "Gửi", save: "Lưu", saved: "Đã lưu", close: "Đóng", you: "bạn", all: "Tất cả", none: "Không có", nothing: "—", table: "Dạng bảng", remove: "Xóa", newTab: "mở trong thẻ mới", browserWallet: "Ví trong trình duyệt",
  },
  auth: {
    signIn: "Đăng nhập", register: "Tạo tài khoản của bạn", email: "Email", password: "Mật khẩu", passwordHint: "Ít nhất 10 ký tự. Nên dùng vài từ liền nhau.",
    name: "Tên hiển thị với người khác", noAccount: "Chưa có tài khoản?", haveAccount: "Đã có tài khoản?",
    iWant: "Tôi muốn", both: "mua và bán", buyer: "mua", seller: "bán",
    devTitle: "Đăng nhập phát triển", devHint: "Hiển thị vì trang này đang chạy ở chế độ phát triển.",
    needed: "Hãy đăng nhập để tiếp tục.",
    forbidden: "Trang này không dành cho tài khoản của bạn",
    reason: (need: string) => `Chỉ người có một trong các vai trò sau mới mở được: ${need}.`,
    have: (roles: string) => `Vai trò của bạn: ${roles}.`,
    haveNone: "Tài khoản của bạn chưa có vai trò nào.",
    whatNow: "Quản trị viên của trang này có thể cấp vai trò cho bạn. Nếu bạn có tài khoản khác được phép mở trang này, hãy đăng xuất và đăng nhập bằng tài khoản đó.",
    otherAccount: "Đăng nhập bằng tài khoản khác",
  },
  note: {
    title: "Thông báo", none: "Không có gì mới", noneHint: "Tin về báo giá, thanh toán và giao hàng sẽ hiện ở đây.", readAll: "Đánh dấu tất cả là đã đọc", unread: (n: number) => `${num(n)} chưa đọc`, all: "Xem tất cả", onlyUnread: "Chỉ mục chưa đọc", noneUnread: "Bạn đã đọc hết", today: "Hôm nay", yesterday: "Hôm qua", unreadMark: "chưa đọc",
    arrived: (title: string) => `Thông báo mới: ${title}`,
  },
  looking: { banner: (name: string) => `Bạn đang thấy những gì ${name} thấy. Bạn có thể xem, không thể thao tác.`, end: "Ngừng xem" },
};
export default words;

// A person's own settings.
import { num } from "../format";
import type en from "../en/settings";

const words: typeof en = {
  title: "Tài khoản",
  sections: "Cài đặt",
  nav: { profile: "Hồ sơ", security: "Đăng nhập và bảo mật", addresses: "Địa chỉ bưu chính", payouts: "Địa chỉ nhận tiền", keys: "Khóa API", privacy: "Dữ liệu của bạn" },
  profile: {
    picture: "Ảnh", pictureHint: "JPEG, PNG hoặc WebP. Ảnh được cắt vuông, và mọi thông tin ẩn trong ảnh bị xóa.", choose: "Chọn ảnh", drop: "Xóa ảnh",
    about: "Về bạn", aboutHint: "Hiển thị trên hồ sơ công khai. Tối đa 1.000 ký tự.", seePublic: "Xem hồ sơ công khai của bạn",
    preferences: "Tùy chọn", language: "Ngôn ngữ", languageHint: "Của trang này và của thư chúng tôi gửi cho bạn.", currency: "Đơn vị tiền để hiển thị giá", email: "Gửi thông báo cho tôi cả qua email", emailHint: "Thư về sự an toàn của tài khoản luôn được gửi.",
  },
  security: {
    emailTitle: "Địa chỉ email", emailNone: "Không có địa chỉ email", emailNew: "Địa chỉ mới", emailSend: "Gửi thư xác nhận", emailSent: "Hãy mở liên kết trong thư chúng tôi đã gửi đến địa chỉ mới. Cho đến lúc đó không có gì thay đổi.",
    passwordTitle: "Mật khẩu", passwordNone: "Bạn không có mật khẩu; bạn đăng nhập bằng cách khác.", current: "Mật khẩu hiện tại", next: "Mật khẩu mới", passwordChange: "Đổi mật khẩu", passwordSet: "Đặt mật khẩu", passwordDone: "Mật khẩu đã được đổi. Bạn đã bị đăng xuất ở mọi nơi khác.",
    passkeys: "Khóa truy cập", passkeysHint: "Đăng nhập bằng vân tay, khuôn mặt hoặc mã PIN của thiết bị: không phải nhớ gì, không lộ gì cho trang giả mạo.", passkeyAdd: "Thêm khóa truy cập", passkeyName: "Tên gọi", passkeyNameHint: "Chẳng hạn “Máy tính” hoặc “Điện thoại”.", passkeyNone: "Chưa có khóa truy cập", passkeyAdded: "Đã thêm khóa truy cập.", passkeyClosed: "Chưa tạo khóa truy cập nào.", passkeyKnown: "Thiết bị hoặc khóa bảo mật này đã có một khóa truy cập của bạn.", passkeyRemoveAsk: "Xóa khóa truy cập này?", passkeyRemoveHint: "Khóa này không còn đăng nhập được ở đây. Khóa có thể vẫn được lưu trên thiết bị của bạn; hãy xóa cả ở đó.", rename: "Đổi tên", lastUsed: "dùng lần cuối", never: "chưa dùng lần nào",
    totp: "Ứng dụng xác thực", totpHint: "Ngoài mật khẩu, trang còn hỏi mã từ một ứng dụng trên điện thoại của bạn.", totpOn: "Bật từ", totpSetUp: "Thiết lập", totpRemove: "Gỡ", totpScan: "Hãy quét mã này bằng ứng dụng, hoặc nhập khóa. Rồi nhập mã mà ứng dụng hiển thị.", totpKey: "Khóa", totpConfirm: "Bật", totpQr: "Mã QR cho ứng dụng xác thực", totpRemoveAsk: "Gỡ ứng dụng xác thực?", totpRemoveHint: "Từ đó trang không hỏi mã nữa, và các mã khôi phục ngừng hoạt động. Nhân viên bắt buộc có yếu tố thứ hai.", totpRemoved: "Đã gỡ ứng dụng xác thực.",
    codes: "Mã khôi phục", codesLeft: (n: number) => `Còn ${num(n)} trên 10 mã khôi phục.`, codesRenew: "Tạo mã khôi phục mới", codesHint: "Hãy giữ các mã này ở nơi bạn tìm được khi mất điện thoại. Mỗi mã chỉ dùng được một lần, và không hiển thị lại.", codesKept: "Tôi đã lưu", codesCopy: "Sao chép các mã", codesDownload: "Tải xuống", codesPrint: "In", codesFile: (site: string) => `Mã khôi phục cho ${site}. Mỗi mã chỉ dùng được một lần.`, codesRenewAsk: "Các mã cũ ngừng hoạt động ngay.",
    identities: "Tài khoản liên kết", identitiesHint: "Các tài khoản ở nơi khác dùng để đăng nhập vào đây.", identitiesNone: "Chưa liên kết tài khoản nào", link: (name: string) => `Liên kết ${name}`, unlink: "Hủy liên kết", unlinkAsk: "Hủy liên kết tài khoản này?", unlinkHint: "Tài khoản này không còn đăng nhập được ở đây.", linked: "Đã liên kết.", unlinked: "Đã hủy liên kết.",
    sessions: "Nơi bạn đang đăng nhập", others: "Đăng xuất ở mọi nơi khác", othersDone: "Bạn đã đăng xuất ở mọi nơi khác.", everywhere: "Đăng xuất ở mọi nơi", everywhereAsk: "Đăng xuất ở mọi nơi?", everywhereHint: "Bạn bị đăng xuất trên mọi thiết bị, kể cả ở đây, và phải đăng nhập lại.", by: { password: "mật khẩu", passkey: "khóa truy cập", link: "liên kết qua email", oidc: "tài khoản liên kết", telegram: "Telegram", wallet: "ví" } as Record<string, string>, name: "Tên",
  },
  addresses: {
    none: "Chưa có địa chỉ", removeHint: "Các đơn hàng đã dùng địa chỉ này vẫn giữ địa chỉ.", noneHint: "Nơi gửi những thứ bạn mua. Chỉ người bán trong giao dịch cần địa chỉ mới nhìn thấy.", add: "Thêm địa chỉ", edit: "Sửa địa chỉ", isDefault: "Mặc định", makeDefault: "Đặt làm mặc định", label: "Nhãn (không bắt buộc)", recipient: "Người nhận", line1: "Số nhà và đường", line2: "Thông tin thêm (không bắt buộc)", city: "Thành phố", region: "Tỉnh hoặc bang (không bắt buộc)", postalCode: "Mã bưu chính (nếu có)", country: "Quốc gia", countryNone: "Không có quốc gia nào tên như vậy", phone: "Điện thoại (không bắt buộc)", phoneHint: "Kèm mã quốc gia, như +442071838750",
    removeAsk: "Xóa địa chỉ này?", removed: "Đã xóa địa chỉ.",
  },
  keys: {
    hint: "Dành cho các chương trình làm việc thay bạn. Khóa không bao giờ có thể thay đổi cách bảo vệ tài khoản, hiển thị nội dung bí mật hay chuyển tiền đi.", none: "Chưa có khóa API", noneHint: "Hãy tạo khóa khi cần một chương trình làm việc thay bạn.", add: "Tạo khóa", name: "Tên", nameHint: "Chương trình nào dùng khóa.", scopes: "Được phép làm gì", days: "Hiệu lực (ngày)", networks: "Chỉ từ các mạng này (không bắt buộc)", networksHint: "Mỗi dòng một mạng, như 203.0.113.0/24", networkWrong: (line: string) => `“${line}” không phải là địa chỉ hay mạng`, limit: (n: number) => `${num(n)} yêu cầu mỗi phút`, perMinute: "Số yêu cầu mỗi phút", make: "Tạo khóa", made: "Khóa mới của bạn", madeHint: "Hãy sao chép ngay. Khóa không hiển thị lại.", copy: "Sao chép khóa", kept: "Tôi đã sao chép", revoke: "Thu hồi", revokeAsk: "Các chương trình dùng khóa này ngừng hoạt động ngay.", revoked: "Đã thu hồi", expires: "đến", expired: "đã hết hạn", from: "từ", docs: "Cách sử dụng",
    scope: { read: "Xem mọi thứ của bạn", marketplace: "Yêu cầu mua và báo giá", goods: "Mặt hàng và mã truy cập", orders: "Đơn hàng", payments: "Bắt đầu thanh toán" } as Record<string, string>,
  },
  privacy: {
    exportTitle: "Mọi dữ liệu về bạn", exportHint: "Một tệp với mọi thứ nền tảng này lưu về bạn.", export: "Tải xuống", eraseTitle: "Xóa tài khoản của bạn", eraseHint: "Tên, địa chỉ, ảnh và mọi thứ bạn cần để đăng nhập sẽ bị xóa. Các giao dịch và khoản thanh toán vẫn nằm trong sổ sách, không kèm tên bạn. Không thể hoàn tác.", eraseNote: "Trước tiên hãy hoàn tất các giao dịch đang mở và rút hết tiền.", confirm: (name: string) => `Nhập “${name}” để xác nhận`, erase: "Xóa tài khoản của tôi", erased: "Tài khoản của bạn đã bị xóa.",
  },
  overview: {
    profile: "Hồ sơ", roles: "Vai trò", current: "trình duyệt này", revoke: "Đăng xuất ở đó", revoked: "Phiên đó đã được đăng xuất.",
    lastUsed: "dùng lần cuối", unknownAgent: "Thiết bị không rõ", change: "Đổi", code: "Mã", joined: "Tham gia từ",
  },
};
export default words;

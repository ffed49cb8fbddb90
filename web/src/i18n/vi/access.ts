// Ways in: signing in, registering, proving.
import type en from "../en/access";

const words: typeof en = {
  signIn: {
    passkey: "Đăng nhập bằng khóa truy cập", link: "Gửi liên kết đăng nhập qua email", forgot: "Quên mật khẩu?", or: "hoặc",
    with: (name: string) => `Tiếp tục với ${name}`,
    linkTitle: "Đăng nhập qua email", linkHint: "Chúng tôi gửi cho bạn một liên kết đăng nhập dùng một lần. Không cần mật khẩu.", linkSend: "Gửi liên kết",
    sentTitle: "Hãy kiểm tra email", sentLink: "Nếu có tài khoản dùng địa chỉ này, liên kết đang được gửi đến. Liên kết có hiệu lực trong vài phút và chỉ dùng được một lần.",
    opening: "Đang đăng nhập…", openTitle: "Đăng nhập bằng liên kết", openHint: "Bạn đã mở liên kết trong thư của chúng tôi. Liên kết này cho bạn đăng nhập trên trình duyệt này, một lần duy nhất.", failed: "Liên kết này không dùng được", again: "Yêu cầu liên kết mới",
    errors: {
      EMAIL_KNOWN: "Đã có tài khoản dùng địa chỉ email này. Hãy đăng nhập vào tài khoản đó, rồi liên kết tài khoản kia trong phần cài đặt.",
      IDENTITY_REFUSED: "Dịch vụ kia chưa xác nhận danh tính của bạn, hoặc chưa xác nhận địa chỉ email là của bạn. Hãy xác nhận địa chỉ tại đó, hoặc đăng nhập bằng cách khác.",
      ACCOUNT_SUSPENDED: "Tài khoản này đã bị tạm khóa.",
    } as Record<string, string>,
    otherError: "Không đăng nhập được qua dịch vụ đó. Hãy thử lại hoặc chọn cách khác.",
    passkeyNone: "Chưa dùng khóa truy cập nào. Hãy thử lại, hoặc đăng nhập bằng cách khác.",
  },
  second: {
    title: "Thêm một bước nữa", hint: "Nhập sáu chữ số mà ứng dụng xác thực đang hiển thị.", code: "Mã", go: "Tiếp tục",
    recoveryHint: "Nhập một trong các mã khôi phục bạn đã lưu khi thiết lập ứng dụng. Mỗi mã chỉ dùng được một lần.", recovery: "Mã khôi phục",
    useRecovery: "Tôi không có ứng dụng ở đây", useApp: "Dùng ứng dụng", back: "Bắt đầu lại",
  },
  register: {
    sentTitle: "Thêm một bước nữa: xác nhận địa chỉ", sent: (email: string) => `Chúng tôi đã gửi thư đến ${email}. Hãy mở liên kết trong thư để hoàn tất; liên kết có hiệu lực trong một ngày.`,
    notThere: "Chưa nhận được thư? Hãy xem trong mục thư rác, hoặc đăng ký lại.", mailbox: "Mở hộp thư phát triển",
    verifyTitle: "Hoàn tất tạo tài khoản", verifyHint: "Nhập mật khẩu bạn vừa chọn. Việc này chứng minh chính bạn là người đăng ký tài khoản.", verify: "Hoàn tất",
    forgotIt: "Đã quên mật khẩu? Hãy đăng ký lại; tài khoản chưa được tạo.",
  },
  reset: {
    askTitle: "Quên mật khẩu?", askHint: "Chúng tôi gửi cho bạn một liên kết để chọn mật khẩu mới. Liên kết có hiệu lực trong nửa giờ.", ask: "Gửi liên kết",
    sent: "Nếu có tài khoản dùng địa chỉ này, liên kết để chọn mật khẩu mới đang được gửi đến.",
    title: "Chọn mật khẩu mới", hint: "Bạn sẽ bị đăng xuất ở mọi nơi khác, và khóa của các chương trình ngừng hoạt động.", password: "Mật khẩu mới", done: "Mật khẩu đã được đổi. Hãy đăng nhập bằng mật khẩu mới.", save: "Đổi mật khẩu",
    noToken: "Trang này cần được mở bằng liên kết trong thư của chúng tôi.",
  },
  confirmEmail: { title: "Xác nhận địa chỉ mới", hint: "Từ nay bạn đăng nhập bằng địa chỉ này, và thư cũng được gửi đến đây.", confirm: "Xác nhận", done: "Địa chỉ email đã được đổi." },
  proof: {
    title: "Xác minh là bạn", hint: "Việc này liên quan đến tiền hoặc sự an toàn của tài khoản, nên bạn cần chứng minh lại rằng đó là bạn. Xác minh có hiệu lực trong mười phút.",
    password: "Mật khẩu của bạn", code: "Mã trong ứng dụng xác thực", passkey: "Dùng khóa truy cập", go: "Tiếp tục", none: "Tài khoản của bạn chưa có mật khẩu, khóa truy cập hay ứng dụng xác thực. Hãy đăng xuất rồi đăng nhập lại và quay lại đây: lần đăng nhập mới chính là xác minh.",
  },
};
export default words;

// Balances and payouts.
import type en from "../en/money";

const words: typeof en = {
  title: "Tiền", balances: "Số dư", balanceNone: "Chưa có tiền", balanceHint: "Tiền các giao dịch đã mang về cho bạn, nằm ở đây cho đến khi được chi trả.", balanceNoneHint: "Khi có tiền được giải ngân hoặc hoàn lại cho bạn, tiền sẽ hiện ở đây.", payouts: "Khoản chi trả", payoutNone: "Chưa có khoản chi trả nào", payoutNoneHint: "Tiền được gửi ra cho bạn được liệt kê ở đây, kèm đường đi của tiền.",
  onlyWaiting: "Chỉ khoản đang chờ",
  available: "Khả dụng", held: "Đang giữ ký quỹ cho bạn", heldHint: "Chưa trừ phí; là của bạn khi được giải ngân.", releasable: "Đang chi trả", inTransit: "Đang trên đường",
  states: {
    waiting_address: "Cần địa chỉ", pending_approval: "Chờ phê duyệt", approved: "Đã phê duyệt", prepared: "Chờ ký", signed: "Đã ký", broadcast: "Đã gửi", requested: "Đã yêu cầu",
    confirmed: "Đã chi trả", failed: "Thất bại", cancelled: "Bị từ chối",
  } as Record<string, string>,
  kinds: { release: "Giải ngân", refund: "Hoàn tiền", withdrawal: "Rút tiền", exception_refund: "Tiền trả lại" } as Record<string, string>,
  waits: {
    no_address: "Bạn chưa có địa chỉ nhận tiền trên mạng này. Hãy thêm địa chỉ, và tiền sẽ được gửi.", no_card_account: "Chưa thiết lập chi trả qua thẻ. Hãy thiết lập, và tiền sẽ được gửi.", approval: "Kiểm soát viên phải phê duyệt, do số tiền lớn hoặc do tổng số đã chi trong một ngày. Bạn không cần làm gì.",
    order_held: "Tiền của đơn hàng bị tạm giữ cho đến khi một khoản thanh toán bất thường được xử lý. Bạn không cần làm gì.", treasury_short: "Nền tảng đang gom tiền về địa chỉ dùng để chi trả. Bạn không cần làm gì.", gas_short: "Địa chỉ chi trả của nền tảng cần thêm coin để trả phí mạng. Bạn không cần làm gì.",
    to_be_signed: "Đang chờ được ký, bằng khóa được giữ ở nơi khác. Bạn không cần làm gì.", chain_away: "Hiện không kết nối được với mạng. Sẽ sớm thử lại.", processor_away: "Hiện không kết nối được với đơn vị xử lý thẻ. Sẽ sớm thử lại.", processor_short: "Số dư tại đơn vị xử lý thẻ chưa đủ. Cứ mỗi giờ sẽ thử lại.",
    on_its_way: "Đơn vị xử lý thẻ đã nhận. Ngân hàng cần vài ngày.", resent: "Đã gửi, nhưng mạng đang xử lý chậm. Nếu cần sẽ gửi lại với phí cao hơn.", would_fail: "Mạng cho biết lần chuyển này sẽ thất bại. Hãy kiểm tra xem địa chỉ nhận tiền của bạn có nhận được token này không.",
    operator: "Chỉ người vận hành trang mới xử lý được, và đã được thông báo.", rejected: "Kiểm soát viên đã từ chối. Tiền đã trở lại số dư khả dụng của bạn.", failed: "Không thực hiện được. Tiền đã trở lại số dư khả dụng của bạn.",
  },
  addAddress: "Thêm địa chỉ nhận tiền", checkAddress: "Kiểm tra địa chỉ nhận tiền", setUpCards: "Thiết lập chi trả qua thẻ",
  otherWaits: "Đang chờ bên kia, hoặc chờ nền tảng.",
  withdraw: "Rút tiền", withdrawOf: (symbol: string) => `Rút ${symbol}`, amount: "Số tiền", all: "Toàn bộ", withdrawn: "Khoản chi trả đang được thực hiện.",
  to: "Đến", network: "Mạng", feeNone: "Không có: nền tảng trả phí mạng.", fee: "Phí", card: "Đến tài khoản của bạn tại đơn vị xử lý thẻ",
  next: "Điều gì xảy ra tiếp theo", nextText: "Tiền rời số dư của bạn ngay. Số tiền lớn chờ kiểm soát viên phê duyệt; còn lại được gửi trong vài phút, và hiện ở đây kèm giao dịch trên chuỗi.", final: "Tiền đã gửi đến một địa chỉ thì không thể thu hồi. Hãy so địa chỉ với địa chỉ trong ví của bạn.",
  needAddress: (network: string) => `Bạn chưa có địa chỉ nhận tiền trên ${network}.`, needCards: "Chưa thiết lập chi trả qua thẻ.",
  payout: "Khoản chi trả", back: "Tất cả khoản chi trả", steps: "Đường đi của tiền", asked: "Đã yêu cầu", addressKnown: "Đã biết nơi nhận", approved: "Được phép gửi", sent: "Đã gửi", arrived: "Đã chi trả", refused: "Bị từ chối", notDone: "Thất bại",
  created: "Yêu cầu lúc", from: "Từ đơn hàng", where: "Gửi đến", reference: "Mã tham chiếu của đơn vị xử lý thẻ", kind: "Loại", notYet: "chưa biết",
  price: "Giá", feeBuyer: "Phí nền tảng, người mua trả", feeSeller: "Phí nền tảng, trừ vào phần của người bán", buyerPays: "Người mua trả tổng cộng",
};
export default words;

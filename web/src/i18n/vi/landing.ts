// The start page: what this is for strangers, what waits for who is signed in.
import { num } from "../format";
import type en from "../en/landing";

const words: typeof en = {
  title: "Ký quỹ trung gian cho giao dịch giữa những người chưa quen biết",
  hero: {
    title: ["Tiền được giữ hộ,", "nhận đúng hàng mới trả."],
    text: "Hai người chưa quen biết thỏa thuận một giao dịch tại đây. Tiền của người mua được giữ lại cho đến khi người bán giao hàng, rồi mới được chi trả. Nếu không có hàng, tiền được hoàn lại.",
    post: "Đăng yêu cầu mua",
    browse: "Xem hàng đang bán",
    picture: "Tiền của người mua được đưa vào ký quỹ, được giữ ở đó trong lúc người bán giao hàng, rồi được trả cho người bán hoặc hoàn lại.",
  },
  how: {
    title: "Một giao dịch diễn ra thế nào",
    steps: [
      { title: "Hai bên thỏa thuận", text: "Người mua chấp nhận báo giá của người bán, hoặc mua một mặt hàng. Từ đó giá, phí, các mốc thời gian và những gì phải giao được cố định." },
      { title: "Người mua trả tiền vào ký quỹ", text: "Bằng tiền mã hóa hoặc thẻ. Khi khoản thanh toán đã chắc chắn, cả hai bên đều thấy tiền đang được giữ. Người bán không thể lấy, và người mua cũng không thể tự rút lại." },
      { title: "Người bán giao hàng", text: "Tệp, hàng hóa, công việc chia giai đoạn, hoặc quyền truy cập theo đơn vị. Người mua có một khoảng thời gian cố định để kiểm tra, và có thể yêu cầu chỉnh sửa." },
      { title: "Tiền được chuyển tiếp", text: "Người mua xác nhận, và người bán được trả tiền. Nếu người mua im lặng, khi hết thời gian kiểm tra người bán vẫn được trả tiền. Nếu người bán không giao gì, người mua được hoàn tiền." },
    ],
    dispute: "Khi không thống nhất được, một trong hai bên có thể mở tranh chấp. Trọng tài viên xem những gì hai bên đưa ra và quyết định ai nhận bao nhiêu. Cho đến lúc đó, tiền vẫn ở nguyên chỗ.",
  },
  sides: {
    buyers: "Dành cho người mua", sellers: "Dành cho người bán",
    buyer: ["Nêu điều bạn cần và so sánh các báo giá cạnh nhau.", "Trước khi chấp nhận, bạn thấy rõ ai nhận gì, khi nào, và điều gì xảy ra nếu không ai làm gì.", "Mua cả từ cửa hàng: dịch vụ, hàng hóa, khóa và quyền truy cập theo đơn vị.", "Tiền hoàn trở về theo đúng đường đã thanh toán, hoặc về một địa chỉ của bạn."],
    seller: ["Bạn thấy tiền đang được giữ trước khi bắt tay vào việc.", "Nếu người mua im lặng sau khi bạn đã giao hàng, bạn vẫn được trả tiền.", "Bán dịch vụ qua báo giá, hoặc mở cửa hàng với các mặt hàng.", "Bạn thấy khoản nào đang được giữ, khoản nào là của bạn, và vì sao một khoản chi trả còn chờ."],
    asBuyer: "Đăng yêu cầu mua", asSeller: "Xem các yêu cầu mua",
  },
  now: { requests: "Đang cần mua", listings: "Đang bán", allRequests: "Tất cả yêu cầu mua", allListings: "Tất cả mặt hàng" },
  safe: {
    title: "Điều gì giữ cho tiền được an toàn",
    facts: [
      { title: "Sổ sách luôn cân bằng", text: "Mỗi lần tiền di chuyển đều được ghi hai lần và cộng lại bằng không. Cơ sở dữ liệu không cho sửa hay xóa bút toán nào, và mỗi bút toán được nối vào bút toán trước đó." },
      { title: "Hai người duyệt khoản chi lớn", text: "Trên một mức nhất định, phải có người thứ hai phê duyệt. Không bao giờ là người đã yêu cầu khoản chi trả, và không bao giờ là một bên của giao dịch." },
      { title: "Tự kiểm tra trên mạng, không tin lời báo", text: "Một khoản thanh toán bằng tiền mã hóa chỉ được tính sau khi chính máy chủ này đã kiểm tra: đúng token, đúng địa chỉ, đủ xác nhận của mạng." },
      { title: "Tiền không thể bị kẹt", text: "Mọi trạng thái của giao dịch có giữ tiền đều kết thúc theo thời hạn riêng. Trang đơn hàng luôn cho biết điều gì sẽ xảy ra tiếp theo nếu không ai làm gì, và khi nào." },
    ],
  },
  questions: {
    title: "Câu hỏi thường gặp",
    list: [
      { ask: "Chi phí là bao nhiêu?", answer: "Phí nằm trong điều khoản. Bạn thấy con số cụ thể, cho cả hai bên, trước khi đồng ý bất cứ điều gì." },
      { ask: "Nếu người bán không giao hàng thì sao?", answer: "Mỗi đơn hàng có hạn chót giao hàng. Nếu quá hạn mà người bán chưa giao, tiền được hoàn lại cho người mua mà không ai phải yêu cầu." },
      { ask: "Nếu hàng giao không đúng thỏa thuận thì sao?", answer: "Người mua có thể yêu cầu chỉnh sửa, hoặc mở tranh chấp khi còn thời gian kiểm tra. Trọng tài viên có thể giao tiền cho bên này, bên kia, hoặc chia cho cả hai." },
      { ask: "Có thể hủy giao dịch không?", answer: "Có. Trước khi tiền được trả, mỗi bên đều có thể hủy. Sau đó thì cần hai bên cùng đồng ý hủy, hoặc người bán hoàn lại tiền." },
      { ask: "Tôi có thể thanh toán bằng cách nào?", answer: "Bằng các đồng coin và token mà trang này nhận trên các mạng của mình, và bằng thẻ nếu đã được thiết lập. Trang thanh toán cho biết cách nào dùng được cho đơn hàng của bạn." },
      { ask: "Tôi đã gửi thừa, thiếu hoặc quá muộn. Tiền có mất không?", answer: "Không. Khoản không khớp được để riêng và hai người của trang này xử lý: tính vào đơn hàng của bạn hoặc gửi trả lại." },
    ],
  },
  end: { title: "Bắt đầu từ điều bạn cần", text: "Ai cũng có thể xem. Để đăng yêu cầu, báo giá hoặc mua, bạn cần có tài khoản." },
  home: {
    title: (name: string) => `Xin chào, ${name}`,
    waiting: "Đang chờ bạn", allOrders: "Tất cả đơn hàng", nothing: "Không có việc gì chờ bạn", nothingBuyer: "Hãy đăng điều bạn cần, hoặc xem hàng đang bán.", nothingSeller: "Hãy tìm những yêu cầu mua bạn có thể đáp ứng, hoặc đăng bán mặt hàng của bạn.",
    until: (when: string) => `đến ${when}`,
    offers: "Yêu cầu mua đang mở của bạn", offerCount: (n: number) => `${num(n)} báo giá`, noOffers: "chưa có báo giá", allRequests: "Tất cả yêu cầu mua của bạn",
    news: "Tin mới", noNews: "Bạn đã đọc hết.",
    post: "Đăng yêu cầu mua", sell: "Đăng bán", browse: "Xem các yêu cầu mua", goods: "Xem các mặt hàng",
  },
};
export default words;

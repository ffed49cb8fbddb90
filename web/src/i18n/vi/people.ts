// Public profiles, and the development mailbox.
import { num } from "../format";
import type en from "../en/people";

const words: typeof en = {
  person: {
    member: (month: string) => `Tham gia từ ${month}`, bought: "Với tư cách người mua", sold: "Với tư cách người bán", rating: "Đánh giá", ratingNone: "Chưa có đánh giá", proven: "Đã xác nhận địa chỉ email",
    rated: (score: string, n: number) => `${score} trên 5, ${num(n)} đánh giá`,
    deals: (n: number) => `${num(n)} giao dịch hoàn tất`,
    shop: (name: string) => `Cửa hàng: ${name}`, onSale: "Đang bán", allOnSale: "Xem tất cả", said: "Người khác nói gì", saidNone: "Chưa có ai đánh giá người này. Hai bên của một giao dịch đánh giá nhau khi giao dịch kết thúc.",
    asSeller: (name: string) => `${name}, người mua`, asBuyer: (name: string) => `${name}, người bán`,
  },
  mailbox: { title: "Hộp thư phát triển", hint: "Những thư mà trang này lẽ ra đã gửi. Trang không có máy chủ thư, nên thư được giữ ở đây.", none: "Chưa có thư nào", to: "Đến" },
};
export default words;

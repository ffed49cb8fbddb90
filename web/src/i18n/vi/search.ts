// Searching, and going anywhere by the palette.
import type en from "../en/search";

const words: typeof en = {
  title: "Tìm kiếm",
  label: "Tìm yêu cầu mua, mặt hàng, cửa hàng và đơn hàng",
  start: "Bạn đang tìm gì?",
  startHint: "Nhập ít nhất hai chữ cái. Tìm trong yêu cầu mua, mặt hàng và cửa hàng, và cả đơn hàng của bạn khi đã đăng nhập.",
  none: "Không tìm thấy gì",
  noneHint: "Hãy thử từ khác, hoặc xem tất cả yêu cầu mua và mặt hàng.",
  everything: (query: string) => `Tìm “${query}”`,
  groups: { requests: "Yêu cầu mua", listings: "Mặt hàng", shops: "Cửa hàng", orders: "Đơn hàng" },
  palette: { title: "Tìm kiếm hoặc đi đến trang", input: "Tìm hoặc đi đến…", pages: "Trang", actions: "Thao tác", none: "Không tìm thấy gì", light: "Chuyển sang giao diện sáng", dark: "Chuyển sang giao diện tối", speak: (language: string) => `Ngôn ngữ: ${language}` },
};
export default words;

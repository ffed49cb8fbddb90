// Shops, for those who have one and those who look at it; and texts to use again.
import { num } from "../format";
import type en from "../en/shop";

const words: typeof en = {
  list: "Cửa hàng", listHint: "Những người bán cung cấp hàng hóa và dịch vụ tại đây.", none: "Chưa có cửa hàng nào", noneHint: "Người bán có thể mở cửa hàng trong một phút.",
  since: (month: string) => `Mở từ ${month}`, onBreak: "Đang tạm nghỉ", onBreakHint: "Chủ cửa hàng hiện đang tạm nghỉ. Các giao dịch đang diễn ra vẫn tiếp tục như đã thỏa thuận.",
  visit: "Xem cửa hàng", edit: "Sửa cửa hàng", owner: "Về người bán", listings: "Đang bán", noListings: "Hiện chưa bán mặt hàng nào", noListingsHint: "Hãy quay lại sau, hoặc đăng yêu cầu mua: người bán có thể gửi báo giá cho bạn.", ratings: "Người mua nói gì", noRatings: "Chưa có ai đánh giá người bán này",
  gone: "Không có cửa hàng này", goneHint: "Cửa hàng đã đóng, đã đổi tên, hoặc chủ cửa hàng hiện không thể bán.", all: "Tất cả cửa hàng", member: (month: string) => `Tham gia từ ${month}`, deals: (n: number) => `${num(n)} giao dịch hoàn tất`,
  ask: "Đăng yêu cầu mua",
  editor: {
    title: "Cửa hàng của bạn", newTitle: "Mở cửa hàng của bạn", hint: "Một trang riêng cho thấy bạn bán gì và người mua nói gì về bạn.", name: "Tên", nameHint: "Tên mọi người gọi cửa hàng.", slug: "Địa chỉ", slugHint: "Chữ thường, chữ số và dấu gạch nối đơn; 3 đến 40 ký tự.",
    about: "Giới thiệu", aboutHint: "Bạn bán gì, làm việc ra sao, người mua có thể trông cậy vào điều gì. Tối đa 5.000 ký tự.", logo: "Ảnh", logoHint: "JPEG, PNG hoặc WebP. Ảnh được cắt vuông.", choose: "Chọn ảnh", drop: "Xóa ảnh",
    break: "Tôi tạm nghỉ", breakHint: "Cửa hàng sẽ cho biết điều đó. Mặt hàng vẫn được bán cho đến khi bạn tạm ngừng, và các giao dịch vẫn tiếp tục.", open: "Mở cửa hàng", saved: "Đã lưu cửa hàng.", opened: "Cửa hàng của bạn đã mở.",
    free: "Địa chỉ này còn trống.", yours: "Đây là địa chỉ của bạn.", taken: "Địa chỉ này đã có người dùng.", malformed: "Hãy dùng 3 đến 40 chữ thường, chữ số và dấu gạch nối đơn.", moved: "Địa chỉ cũ ngừng hoạt động ngay khi bạn lưu.",
    close: "Đóng cửa hàng", closeAsk: "Đóng cửa hàng của bạn?", closeHint: "Trang cửa hàng biến mất và người khác có thể dùng địa chỉ này. Mặt hàng, giao dịch và đánh giá của bạn vẫn còn.", closed: "Cửa hàng của bạn đã đóng.",
  },
  templates: {
    title: "Mẫu", hint: "Những đoạn văn bạn dùng nhiều lần. Chỉ bạn nhìn thấy.", none: "Chưa có mẫu nào", noneHint: "Viết một lần, rồi đưa vào báo giá, lần giao hàng, yêu cầu mua hoặc mặt hàng chỉ với một cú nhấp.", add: "Mẫu mới", edit: "Sửa mẫu", change: "Sửa",
    kind: "Dùng cho", kinds: { offer: "Báo giá", delivery: "Giao hàng", request: "Yêu cầu mua", listing: "Mặt hàng" } as Record<string, string>, name: "Tên", nameHint: "Chỉ dành cho bạn.", body: "Nội dung", price: "Giá (không bắt buộc)", currency: "Đơn vị tiền", deliveryDays: "Số ngày giao hàng (không bắt buộc)", inspectionDays: "Số ngày kiểm tra (không bắt buộc)",
    saved: "Đã lưu mẫu.", removed: "Đã xóa mẫu.", removeAsk: "Xóa mẫu này?", removeHint: (name: string) => `“${name}” sẽ bị xóa vĩnh viễn. Những gì bạn đã viết bằng mẫu này vẫn còn.`, count: (n: number) => `${num(n)} trên ${num(100)}`, empty: "Không có nội dung",
    days: (n: number) => `${num(n)} ngày để giao hàng`, inspection: (n: number) => `${num(n)} ngày để kiểm tra`,
    use: "Mẫu", useNone: "Chưa có mẫu cho mục này", save: "Lưu thành mẫu", manage: "Tất cả mẫu", saveTitle: "Lưu thành mẫu", used: (name: string) => `Đã điền “${name}”.`,
  },
};
export default words;

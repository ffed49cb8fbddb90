//! What follows from an event of files.

use super::Outcome;
use amanat_base::Result;
use amanat_files::Event;
use amanat_notifications::Room;
use amanat_store::Tx;
use amanat_texts::Said;
use serde_json::json;

pub(super) async fn react(tx: &mut Tx, out: &mut Outcome, event: Event) -> Result<()> {
    match event {
        Event::AddedToOrder {
            order,
            file,
            name,
            by,
            other,
        } => {
            let from = sqlx::query_scalar!("select display_name from users where id = $1", by.0)
                .fetch_one(&mut **tx)
                .await?;
            let payload = json!({ "orderId": order, "fileId": file, "by": by });
            out.emit(Room::Order(order), "order:files", payload);
            let title = Said::with("{0} added a file", [from]);
            out.notify(other, "order_file_added", title, Said::Theirs(name), format!("/orders/{order}"));
        }
    }
    Ok(())
}

//! What must hold of files at any time, as queries that name each offender.

use amanat_base::Result;
use sqlx::PgConnection;

/// One sentence per broken rule.
pub async fn check(conn: &mut PgConnection) -> Result<Vec<String>> {
    let rows = sqlx::query!(
        r#"select 'the picture of ' || u.id || ' is not a picture of theirs' as "what!"
           from users u join files f on f.id = u.avatar
           where f.owner <> u.id or f.purpose <> 'avatar' or f.deleted_at is not null
           union all
           select 'the picture of the shop of ' || s.owner_id || ' is not a picture of theirs'
           from shops s join files f on f.id = s.logo
           where f.owner <> s.owner_id or f.purpose <> 'avatar' or f.deleted_at is not null
           union all
           select 'file ' || f.id || ' of order ' || o.id || ' was deleted, is no attachment, or comes from neither party'
           from order_files a join files f on f.id = a.file_id join orders o on o.id = a.order_id
           where f.deleted_at is not null or f.purpose <> 'attachment' or f.owner <> a.added_by or a.added_by not in (o.buyer_id, o.seller_id)"#
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.what).collect())
}

//! The built-in PostgreSQL, really started: restart, sharing, adoption after kill -9, and one sentence for every broken folder.

use amanat_store::embedded::{self, Embedded};
use sqlx::{Connection, Executor, PgConnection};
use std::{
    fs::{self, Permissions},
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    process::Command,
};

/// A data folder that PostgreSQL's account can walk to also when the tests run as root.
fn folder() -> tempfile::TempDir {
    tempfile::Builder::new()
        .permissions(Permissions::from_mode(0o755))
        .tempdir()
        .expect("a folder")
}

async fn connect(server: &Embedded) -> PgConnection {
    PgConnection::connect(server.url()).await.expect("connects")
}

async fn refusal(data: &Path) -> String {
    embedded::start(data).await.expect_err("refuses").message.into_owned()
}

async fn kill9(server: &Embedded, data: &Path) {
    let pid = server.pid().expect("runs");
    assert!(
        Command::new("sh")
            .args(["-c", &format!("kill -9 {pid}")])
            .status()
            .expect("kills")
            .success()
    );
    while embedded::find_running(data).is_some() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn keeps_what_was_written_over_a_restart_and_is_gone_in_between() {
    let data = folder();
    let server = embedded::start(data.path()).await.expect("starts");
    assert!(!server.was_running());
    let mut db = connect(&server).await;
    db.execute("create table kept (n int); insert into kept values (7)")
        .await
        .expect("writes");
    let encoding: String = sqlx::query_scalar("select current_setting('server_encoding')")
        .fetch_one(&mut db)
        .await
        .expect("reads");
    assert_eq!(encoding, "UTF8");
    drop(db);
    embedded::stop(server).await.expect("stops");
    assert_eq!(embedded::find_running(data.path()), None);

    let again = embedded::start(data.path()).await.expect("starts again");
    let n: i32 = sqlx::query_scalar("select n from kept")
        .fetch_one(&mut connect(&again).await)
        .await
        .expect("reads");
    assert_eq!(n, 7);
}

#[tokio::test]
async fn only_its_own_account_gets_in_and_only_through_a_private_folder() {
    let data = folder();
    let server = embedded::start(data.path()).await.expect("starts");
    let run = data.path().join("pg/run");
    assert_eq!(fs::metadata(&run).expect("the socket folder").mode() & 0o777, 0o700);
    assert_eq!(
        fs::metadata(data.path().join("pg/cluster")).expect("the cluster").mode() & 0o777,
        0o700
    );
    let ports: String = sqlx::query_scalar("select current_setting('listen_addresses')")
        .fetch_one(&mut connect(&server).await)
        .await
        .expect("reads");
    assert_eq!(ports, "");
    let methods: Vec<String> = sqlx::query_scalar("select distinct auth_method from pg_hba_file_rules")
        .fetch_all(&mut connect(&server).await)
        .await
        .expect("reads");
    assert_eq!(methods, ["peer"]);
    let as_another = server.url().replace("amanat@", "postgres@");
    assert!(PgConnection::connect(&as_another).await.is_err());
}

#[tokio::test]
async fn two_programs_share_one_server_and_the_last_one_stops_it() {
    let data = folder();
    let serve = embedded::start(data.path()).await.expect("starts");
    assert_eq!(embedded::find_running(data.path()).as_deref(), Some(serve.url()));
    let verify = embedded::start(data.path()).await.expect("joins");
    assert!(verify.was_running());
    assert_eq!(verify.pid(), serve.pid());

    embedded::stop(serve).await.expect("leaves");
    let one: i32 = sqlx::query_scalar("select 1")
        .fetch_one(&mut connect(&verify).await)
        .await
        .expect("still answers");
    assert_eq!(one, 1);
    embedded::stop(verify).await.expect("stops");
    assert_eq!(embedded::find_running(data.path()), None);
}

#[tokio::test]
async fn adopts_the_server_that_a_killed_program_left_running() {
    let data = folder();
    let server = embedded::start(data.path()).await.expect("starts");
    let pid = server.pid();
    forget_as_if_killed(server, data.path());
    let adopted = embedded::start(data.path()).await.expect("adopts");
    assert!(adopted.was_running());
    assert_eq!(adopted.pid(), pid);
    embedded::stop(adopted).await.expect("stops what it adopted");
    assert_eq!(embedded::find_running(data.path()), None);
}

/// The kernel drops a killed program's locks; a fresh lock file is the nearest thing to it within one process.
fn forget_as_if_killed(server: Embedded, data: &Path) {
    std::mem::forget(server);
    fs::remove_file(data.join("pg/users.lock")).expect("the lock file");
}

#[tokio::test]
async fn starts_over_the_remains_of_a_killed_postgresql() {
    let data = folder();
    let server = embedded::start(data.path()).await.expect("starts");
    connect(&server)
        .await
        .execute("create table kept (n int); insert into kept values (7)")
        .await
        .expect("writes");
    kill9(&server, data.path()).await;
    forget_as_if_killed(server, data.path());

    let again = embedded::start(data.path()).await.expect("recovers");
    let n: i32 = sqlx::query_scalar("select n from kept")
        .fetch_one(&mut connect(&again).await)
        .await
        .expect("reads");
    assert_eq!(n, 7);
}

#[tokio::test]
async fn a_pid_file_that_names_another_program_does_not_stop_it() {
    let data = folder();
    embedded::stop(embedded::start(data.path()).await.expect("starts"))
        .await
        .expect("stops");
    let stale = format!(
        "{}\n{}\n1\n5432\n/nowhere\n\n\nready\n",
        std::process::id(),
        data.path().join("pg/cluster").display()
    );
    fs::write(data.path().join("pg/cluster/postmaster.pid"), stale).expect("writes");
    assert_eq!(embedded::find_running(data.path()), None);
    let server = embedded::start(data.path()).await.expect("starts all the same");
    assert!(!server.was_running());
}

#[tokio::test]
async fn a_deep_folder_with_a_space_in_its_name_gets_its_socket_elsewhere() {
    let data = folder();
    let deep: PathBuf = data.path().join("a folder").join("x".repeat(60)).join("y".repeat(60));
    fs::create_dir_all(&deep).expect("creates");
    let server = embedded::start(&deep).await.expect("starts");
    let settings: String = sqlx::query_scalar("select current_setting('unix_socket_directories')")
        .fetch_one(&mut connect(&server).await)
        .await
        .expect("reads");
    assert!(settings.starts_with("/tmp/amanat-"), "{settings}");
    embedded::stop(server).await.expect("stops");
    fs::remove_dir(settings).expect("an empty socket folder");
}

/// Root's closed folders are no obstacle for root, but PostgreSQL runs under another account then.
#[tokio::test]
async fn under_a_closed_folder_the_cluster_goes_where_its_account_can_go() {
    let closed = tempfile::tempdir().expect("a 0700 folder");
    let data = closed.path().join("data");
    let server = embedded::start(&data).await.expect("starts");
    let cluster: String = sqlx::query_scalar("select current_setting('data_directory')")
        .fetch_one(&mut connect(&server).await)
        .await
        .expect("reads");
    assert_eq!(embedded::find_running(&data).as_deref(), Some(server.url()));
    embedded::stop(server).await.expect("stops");
    match fs::read_to_string(data.join("pg/location")) {
        Ok(location) => {
            assert!(Path::new(&cluster).starts_with(location.trim()), "{cluster} {location}");
            fs::remove_dir_all(location.trim()).expect("removes");
        }
        Err(_) => assert!(Path::new(&cluster).starts_with(&data), "{cluster}"),
    }
}

#[tokio::test]
async fn a_broken_folder_gets_one_clear_sentence() {
    let data = folder();
    let cluster = data.path().join("pg/cluster");
    embedded::stop(embedded::start(data.path()).await.expect("starts"))
        .await
        .expect("stops");

    fs::write(cluster.join("PG_VERSION"), "9\n").expect("writes");
    let said = refusal(data.path()).await;
    assert!(said.contains("made by PostgreSQL 9 and this machine has"), "{said}");

    fs::remove_file(cluster.join("PG_VERSION")).expect("removes");
    let said = refusal(data.path()).await;
    assert!(said.contains("not a complete PostgreSQL data folder"), "{said}");
}

#[tokio::test]
async fn a_start_that_fails_gives_postgresqls_own_reason() {
    let data = folder();
    embedded::stop(embedded::start(data.path()).await.expect("starts"))
        .await
        .expect("stops");
    let control = data.path().join("pg/cluster/global/pg_control");
    fs::write(&control, vec![0_u8; 8192]).expect("damages the control file");
    let said = refusal(data.path()).await;
    assert!(said.starts_with("PostgreSQL would not start: ") && said.contains("FATAL"), "{said}");
    assert!(!said.contains('\n'), "{said}");
}

#[tokio::test]
async fn a_data_folder_that_is_a_file_is_named() {
    let place = folder();
    let data = place.path().join("data");
    fs::write(&data, "not a folder").expect("writes");
    let said = refusal(&data).await;
    assert!(said.contains(&data.display().to_string()), "{said}");
}

#[tokio::test]
async fn a_test_server_leaves_nothing_behind() {
    let server = Embedded::ephemeral().expect("starts");
    let mut db = connect(&server).await;
    let (cluster, many): (String, String) = sqlx::query_as("select current_setting('data_directory'), current_setting('max_connections')")
        .fetch_one(&mut db)
        .await
        .expect("reads");
    assert_eq!(many, "400");
    drop(db);
    assert!(Path::new(&cluster).exists());
    drop(server);
    assert!(!Path::new(&cluster).exists());
}

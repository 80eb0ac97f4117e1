//! Starts that cannot work say so in one line.

use local::{Archive, Data, Failure, Options, Service, Stores};

use crate::fresh_folder;

async fn failure(data: &Data) -> Failure {
    match Stores::start(data).await {
        Ok(_) => panic!("it started"),
        Err(failure) => failure,
    }
}

#[tokio::test]
async fn a_folder_has_one_process() {
    let data = Data::Folder(fresh_folder());
    let _first = Stores::start(&data).await.unwrap();
    assert!(matches!(failure(&data).await, Failure::Locked(_)));
}

#[tokio::test]
async fn a_file_where_the_folder_should_be() {
    let path = fresh_folder();
    std::fs::write(&path, "").unwrap();
    assert!(matches!(failure(&Data::Folder(path)).await, Failure::Unwritable { .. }));
}

#[tokio::test]
async fn garbage_instead_of_the_table() {
    let path = fresh_folder();
    std::fs::create_dir_all(&path).unwrap();
    std::fs::write(path.join("table.sqlite"), "x".repeat(5000)).unwrap();
    assert!(matches!(failure(&Data::Folder(path)).await, Failure::Damaged { .. }));
}

#[tokio::test]
async fn half_a_table() {
    let path = fresh_folder();
    Stores::start(&Data::Folder(path.clone())).await.unwrap().stop().await;
    let file = path.join("table.sqlite");
    let whole = std::fs::read(&file).unwrap();
    std::fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    assert!(matches!(failure(&Data::Folder(path)).await, Failure::Damaged { .. }));
}

#[tokio::test]
async fn a_port_in_use() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let options = Options { address: taken.local_addr().unwrap(), ..Options::temporary() };
    let failure = match Archive::start(options, async |_| Ok(Service::default())).await {
        Ok(_) => panic!("it started"),
        Err(failure) => failure.to_string(),
    };
    assert!(failure.contains("the port is in use"), "{failure}");
}

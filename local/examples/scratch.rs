use local::{Archive, Options, wiring};
#[tokio::main]
async fn main() {
    let archive = Archive::start(Options::temporary(), async |endpoints: local::Endpoints| {
        let store = wiring::store(&endpoints, store::Clock::default());
        let service = wiring::build(store.clone(), "admin").await?;
        let token = store::sessions::Token::new(1).unwrap();
        let mut t = store::Transaction::new();
        t.open_session(
            &token,
            &store::sessions::Session {
                acting: "/users/1".into(),
                touched: store.clock().now(),
                lifetime: 3600,
                expiring: true,
            },
        );
        store.commit(t).await.unwrap();
        println!("TOKEN={}", token.reveal());
        Ok(service)
    })
    .await
    .map_err(|e| e.to_string())
    .unwrap();
    println!("URL={}", archive.base_url);
    tokio::time::sleep(std::time::Duration::from_secs(3600)).await;
}

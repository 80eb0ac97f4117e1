//! The whole archive in one process: the two stores, the stream, and the API on top of them.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use axum::Router;
use hyper::service::service_fn;
use hyper_util::service::TowerToHyperService;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::database::open_database;
use crate::dynamodb::DynamoDb;
use crate::failure::Failure;
use crate::folder::{Data, Folder};
use crate::objects::open_objects;
use crate::operations::Operations;
use crate::serve::{listen, serve};
use crate::stream::{self, Consumer};
use crate::table::{BUCKET, TABLE};

/// Access key of the embedded stores. They listen on loopback only; the keys keep a stray client out, not a neighbour.
pub const ACCESS_KEY: &str = "fonds";

/// Secret key of the embedded stores.
pub const SECRET_KEY: &str = "fonds-on-one-machine";

/// Region the embedded stores claim to be in.
pub const REGION: &str = "us-east-1";

/// Expired items go within this time, as on AWS within days: readers do not count on it.
const EXPIRE_EVERY: Duration = Duration::from_hours(6);

/// How an archive is started.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where it keeps what it is given.
    pub data: Data,
    /// Where the API listens; port 0 takes any free port.
    pub address: SocketAddr,
}

impl Options {
    /// A fresh, empty archive on any free port, gone when it stops. For tests.
    pub fn temporary() -> Self {
        Self { data: Data::Temporary, address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)) }
    }

    /// The archive of a folder.
    pub fn folder(folder: impl Into<PathBuf>, address: SocketAddr) -> Self {
        Self { data: Data::Folder(folder.into()), address }
    }
}

/// Where the stores are, and how to sign for them.
#[derive(Clone, Debug)]
pub struct Endpoints {
    /// URL of the embedded DynamoDB.
    pub dynamodb: String,
    /// URL of the embedded S3; paths name the bucket.
    pub s3: String,
    /// Region.
    pub region: &'static str,
    /// Access key id.
    pub access_key: &'static str,
    /// Secret access key.
    pub secret_key: &'static str,
    /// Name of the table.
    pub table: &'static str,
    /// Name of the bucket.
    pub bucket: &'static str,
}

impl Endpoints {
    /// The same as environment variables, for the function binaries.
    pub fn variables(&self) -> [(&'static str, &str); 7] {
        [
            ("AWS_ENDPOINT_URL_DYNAMODB", &self.dynamodb),
            ("AWS_ENDPOINT_URL_S3", &self.s3),
            ("AWS_REGION", self.region),
            ("AWS_ACCESS_KEY_ID", self.access_key),
            ("AWS_SECRET_ACCESS_KEY", self.secret_key),
            ("FONDS_TABLE", self.table),
            ("FONDS_BUCKET", self.bucket),
        ]
    }
}

/// What runs on the stores.
#[derive(Default)]
pub struct Service {
    /// The API.
    pub router: Router,
    /// Who is told of the table's changes.
    pub consumers: Vec<Consumer>,
}

/// The two stores alone.
pub struct Stores {
    /// Where they are.
    pub endpoints: Endpoints,
    folder: Folder,
    stream: Option<rusqlite::Connection>,
    written: watch::Receiver<u64>,
    // Dropping a sender stops what listens to it, as sending does.
    store_stop: watch::Sender<bool>,
    stream_stop: watch::Sender<bool>,
    store_tasks: Vec<JoinHandle<()>>,
    stream_tasks: Vec<JoinHandle<()>>,
}

impl Stores {
    /// Opens the folder and starts both stores on free loopback ports.
    pub async fn start(data: &Data) -> Result<Self, Failure> {
        let loopback = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let folder = Folder::open(data)?;
        let opened = open_database(&folder)?;
        let objects = open_objects(&folder)?;
        let tables_at = listen(loopback).await?;
        let objects_at = listen(loopback).await?;
        let endpoints = Endpoints {
            dynamodb: url(&tables_at)?,
            s3: url(&objects_at)?,
            region: REGION,
            access_key: ACCESS_KEY,
            secret_key: SECRET_KEY,
            table: TABLE,
            bucket: BUCKET,
        };
        let (count, written) = watch::channel(0);
        let (store_stop, stop) = watch::channel(false);
        let expiry = tokio::spawn(expire(opened.database.clone(), count.clone(), stop.clone()));
        let tables = DynamoDb::new(Operations::new(opened.database), count, opened.durability);
        let tables = service_fn(move |request| tables.clone().respond(request));
        let store_tasks = vec![serve(tables_at, tables, stop.clone()), serve(objects_at, objects, stop), expiry];
        Ok(Self {
            endpoints,
            folder,
            stream: Some(opened.stream),
            written,
            store_stop,
            stream_stop: watch::Sender::new(false),
            store_tasks,
            stream_tasks: Vec::new(),
        })
    }

    /// Starts to tell consumers of the table's changes. The first call counts.
    pub fn follow(&mut self, consumers: Vec<Consumer>) {
        if let Some(connection) = self.stream.take() {
            let stop = self.stream_stop.subscribe();
            self.stream_tasks = stream::run(consumers, &self.folder, connection, &self.written, &stop);
        }
    }

    /// Stops both, after what they are doing.
    pub async fn stop(self) {
        self.stream_stop.send_replace(true);
        for task in self.stream_tasks {
            let _ = task.await;
        }
        self.store_stop.send_replace(true);
        for task in self.store_tasks {
            let _ = task.await;
        }
    }
}

/// A running archive.
pub struct Archive {
    /// Where the API answers, such as `http://127.0.0.1:8089`.
    pub base_url: String,
    stores: Stores,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Archive {
    /// Starts the stores, builds the service on them, and answers.
    pub async fn start<F, T>(options: Options, build: F) -> Result<Self, Failure>
    where
        F: FnOnce(Endpoints) -> T,
        T: Future<Output = Result<Service, String>>,
    {
        // The port first: when it is taken, nothing of the folder should have been touched.
        let listener = listen(options.address).await?;
        let base_url = url(&listener)?;
        let mut stores = Stores::start(&options.data).await?;
        let service = build(stores.endpoints.clone()).await.map_err(Failure::Service)?;
        stores.follow(service.consumers);
        let (stop, stopped) = watch::channel(false);
        let task = serve(listener, TowerToHyperService::new(service.router), stopped);
        Ok(Self { base_url, stores, stop, task })
    }

    /// Where the stores are.
    pub fn endpoints(&self) -> &Endpoints {
        &self.stores.endpoints
    }

    /// Stops accepting, finishes what is being answered, then closes the stores.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        let _ = self.task.await;
        self.stores.stop().await;
    }
}

fn url(listener: &tokio::net::TcpListener) -> Result<String, Failure> {
    listener
        .local_addr()
        .map(|address| format!("http://{address}"))
        .map_err(|cause| Failure::Address { address: "the chosen port".to_owned(), cause })
}

async fn expire(database: dynoxide::Database, written: watch::Sender<u64>, mut stop: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(EXPIRE_EVERY) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
        let database = database.clone();
        // The sweep lets requests pass between its pages.
        let swept = tokio::task::spawn_blocking(move || database.sweep_ttl()).await;
        if !matches!(swept, Ok(Ok(_))) {
            tracing::warn!(?swept, "expired items stay until the next time");
        }
        written.send_modify(|count| *count += 1);
    }
}

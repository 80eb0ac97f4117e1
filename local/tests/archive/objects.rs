//! The embedded S3.

use aws_sdk_s3::primitives::ByteStream;
use local::{BUCKET, Data, SECRET_KEY, Stores};

use crate::clients::s3;

#[tokio::test]
async fn an_object_is_kept_with_its_description_and_copied_whole() {
    let stores = Stores::start(&Data::Temporary).await.unwrap();
    let client = s3(&stores.endpoints.s3, SECRET_KEY);
    let put = client.put_object().bucket(BUCKET).key("pending/a").content_type("image/png");
    put.body(ByteStream::from_static(b"picture")).send().await.unwrap();
    let copy = client.copy_object().copy_source(format!("{BUCKET}/pending/a"));
    copy.bucket(BUCKET).key("blobs/b").send().await.unwrap();
    let copied = client.get_object().bucket(BUCKET).key("blobs/b").send().await.unwrap();
    assert_eq!(copied.content_type(), Some("image/png"));
    assert_eq!(copied.body.collect().await.unwrap().to_vec(), b"picture");
    let part = client.get_object().bucket(BUCKET).key("blobs/b").range("bytes=1-3").send().await.unwrap();
    assert_eq!(part.body.collect().await.unwrap().to_vec(), b"ict");
}

#[tokio::test]
async fn a_request_that_is_not_signed_with_the_key_is_refused() {
    let stores = Stores::start(&Data::Temporary).await.unwrap();
    let client = s3(&stores.endpoints.s3, "another");
    let refused = client.get_object().bucket(BUCKET).key("a").send().await.unwrap_err();
    assert_eq!(refused.raw_response().unwrap().status().as_u16(), 403);
}

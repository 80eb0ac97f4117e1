//! The embedded S3.

use aws_sdk_s3::error::ProvideErrorMetadata;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart};
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

/// The smallest part that is not the last one.
const PART: usize = 5 * 1024 * 1024;

#[tokio::test]
async fn an_object_in_parts_is_kept_until_it_is_put_together() {
    let stores = Stores::start(&Data::Temporary).await.unwrap();
    let client = s3(&stores.endpoints.s3, SECRET_KEY);
    let begun = client.create_multipart_upload().bucket(BUCKET).key("pending/a").send().await.unwrap();
    let id = begun.upload_id().unwrap();
    let put = async |number: i32, byte: u8, length: usize| {
        let put = client.upload_part().bucket(BUCKET).key("pending/a").upload_id(id).part_number(number);
        put.body(ByteStream::from(vec![byte; length])).send().await.unwrap().e_tag.unwrap()
    };
    let complete = async |parts: &[(i32, &str)]| {
        let parts =
            parts.iter().map(|(number, mark)| CompletedPart::builder().part_number(*number).e_tag(*mark).build());
        let parts = CompletedMultipartUpload::builder().set_parts(Some(parts.collect())).build();
        let complete = client.complete_multipart_upload().bucket(BUCKET).key("pending/a").upload_id(id);
        complete.multipart_upload(parts).send().await.map_err(|error| error.code().unwrap_or_default().to_owned())
    };
    // A part that comes again takes the place of the first.
    put(1, b'x', 100).await;
    let (third, first) = (put(3, b'c', 10).await, put(1, b'a', PART).await);
    let small = put(2, b'b', 100).await;
    let listed = client.list_parts().bucket(BUCKET).key("pending/a").upload_id(id).send().await.unwrap();
    let sizes: Vec<_> = listed.parts().iter().map(|part| (part.part_number().unwrap(), part.size().unwrap())).collect();
    assert_eq!(sizes, [(1, i64::try_from(PART).unwrap()), (2, 100), (3, 10)]);
    for (parts, code) in [
        (&[][..], "MalformedXML"),
        (&[(1, "\"00\"")], "InvalidPart"),
        (&[(1, first.as_str()), (4, third.as_str())], "InvalidPart"),
        (&[(3, third.as_str()), (1, first.as_str())], "InvalidPartOrder"),
        (&[(1, first.as_str()), (2, small.as_str()), (3, third.as_str())], "EntityTooSmall"),
    ] {
        assert_eq!(complete(parts).await.unwrap_err(), code);
    }
    complete(&[(1, &first), (3, &third)]).await.unwrap();
    let whole = client.get_object().bucket(BUCKET).key("pending/a").send().await.unwrap().body.collect().await.unwrap();
    let whole = whole.to_vec();
    assert_eq!((whole.len(), whole[PART - 1], whole[PART]), (PART + 10, b'a', b'c'));
    assert_eq!(complete(&[(1, &first)]).await.unwrap_err(), "NoSuchUpload");
    let begun = client.list_multipart_uploads().bucket(BUCKET).send().await.unwrap();
    assert!(begun.uploads().is_empty());
}

#[tokio::test]
async fn objects_are_copied_in_parts_as_they_were_seen() {
    let stores = Stores::start(&Data::Temporary).await.unwrap();
    let client = s3(&stores.endpoints.s3, SECRET_KEY);
    let bytes: Vec<u8> = (0..PART + 1000).map(|place| u8::try_from(place % 251).unwrap()).collect();
    let put = client.put_object().bucket(BUCKET).key("pending/a").body(ByteStream::from(bytes.clone()));
    let mark = put.send().await.unwrap().e_tag.unwrap();
    let begun = client.create_multipart_upload().bucket(BUCKET).key("blobs/b").send().await.unwrap();
    let copy = async |number: i32, first: usize, end: usize, mark: &str| {
        let copy = client.upload_part_copy().bucket(BUCKET).key("blobs/b").upload_id(begun.upload_id().unwrap());
        let copy = copy.part_number(number).copy_source(format!("{BUCKET}/pending/a")).copy_source_if_match(mark);
        let sent = copy.copy_source_range(format!("bytes={first}-{}", end - 1)).send().await;
        sent.map(|answer| answer.copy_part_result.unwrap().e_tag.unwrap())
    };
    assert_eq!(copy(1, 0, PART, "\"00\"").await.unwrap_err().code(), Some("PreconditionFailed"));
    let marks = [copy(1, 0, PART, &mark).await.unwrap(), copy(2, PART, bytes.len(), &mark).await.unwrap()];
    let parts =
        (1..).zip(&marks).map(|(number, mark)| CompletedPart::builder().part_number(number).e_tag(mark).build());
    let parts = CompletedMultipartUpload::builder().set_parts(Some(parts.collect())).build();
    let complete = client.complete_multipart_upload().bucket(BUCKET).key("blobs/b");
    complete.upload_id(begun.upload_id().unwrap()).multipart_upload(parts).send().await.unwrap();
    let copied = client.get_object().bucket(BUCKET).key("blobs/b").send().await.unwrap().body.collect().await.unwrap();
    assert!(copied.to_vec() == bytes);
}

#[tokio::test]
async fn a_body_that_is_not_what_was_announced_is_not_kept() {
    let stores = Stores::start(&Data::Temporary).await.unwrap();
    let client = s3(&stores.endpoints.s3, SECRET_KEY);
    let put = client.put_object().bucket(BUCKET).key("pending/a").body(ByteStream::from_static(b"picture"));
    let refused = put.checksum_sha256("A".repeat(43) + "=").send().await.unwrap_err();
    assert_eq!(refused.code(), Some("BadDigest"));
    assert!(client.get_object().bucket(BUCKET).key("pending/a").send().await.is_err());
}

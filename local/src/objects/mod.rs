//! The embedded S3: files under the data folder, behind signed requests.
//!
//! An object is written beside its place and renamed into it, so a process that dies half-way leaves the old object or
//! none. The file store does so for uploads, and is helped where it is not S3 enough: a copy is made of a read and an upload, bodies
//! are held to their checksums before they are placed ([`checked`]), conditions are obeyed, what comes and goes is there or not
//! ([`looks`]), and objects in parts are kept beside it ([`parts`], [`multipart`]).

mod checked;
mod cross_origin;
mod looks;
mod multipart;
mod parts;

use std::path::PathBuf;

use async_trait::async_trait;
use http::Request;
use hyper::body::Incoming;
use hyper::service::{Service, service_fn};
use s3s::auth::SimpleAuth;
use s3s::dto::{
    AbortMultipartUploadInput, AbortMultipartUploadOutput, Checksum, CompleteMultipartUploadInput,
    CompleteMultipartUploadOutput, CopyObjectInput, CopyObjectOutput, CopyObjectResult, CopySource, CreateBucketInput,
    CreateBucketOutput, CreateMultipartUploadInput, CreateMultipartUploadOutput, DeleteObjectInput, DeleteObjectOutput,
    DeleteObjectsInput, DeleteObjectsOutput, ETagCondition, GetObjectInput, GetObjectOutput, HeadBucketInput,
    HeadBucketOutput, HeadObjectInput, HeadObjectOutput, ListMultipartUploadsInput, ListMultipartUploadsOutput,
    ListObjectsV2Input, ListObjectsV2Output, ListPartsInput, ListPartsOutput, MetadataDirective, PutObjectInput,
    PutObjectOutput, UploadPartCopyInput, UploadPartCopyOutput, UploadPartInput, UploadPartOutput,
};
use s3s::service::S3ServiceBuilder;
use s3s::{S3, S3Request, S3Response, S3Result, s3_error};
use s3s_fs::FileSystem;

use crate::archive::{ACCESS_KEY, SECRET_KEY};
use crate::failure::Failure;
use crate::folder::Folder;
use crate::table::BUCKET;
use checked::Announced;
use parts::Parts;

/// Opens the objects of a folder; creates the bucket when it is absent.
pub(crate) fn open_objects(
    folder: &Folder,
) -> Result<
    impl Service<Request<Incoming>, Response = http::Response<s3s::Body>, Error = std::convert::Infallible, Future: Send>
    + Clone
    + Send
    + 'static,
    Failure,
> {
    let root = folder.objects();
    let unwritable = |folder: PathBuf| move |cause| Failure::Unwritable { folder, cause };
    std::fs::create_dir_all(root.join(BUCKET)).map_err(unwritable(root.clone()))?;
    let files = FileSystem::new(&root).map_err(|error| Failure::Store(format!("the embedded objects: {error:?}")))?;
    let parts = Parts::open(folder.parts()).map_err(unwritable(folder.parts()))?;
    let mut builder = S3ServiceBuilder::new(Objects { files, root, parts });
    builder.set_auth(SimpleAuth::from_single(ACCESS_KEY, SECRET_KEY));
    let store = builder.build();
    Ok(service_fn(move |request| cross_origin::respond(store.clone(), request)))
}

/// The file store, with what it lacks.
struct Objects {
    files: FileSystem,
    root: PathBuf,
    parts: Parts,
}

/// Operations that the file store does well enough, and those that are done here.
macro_rules! operations {
    (
        files { $($operation:ident($input:ty) -> $output:ty;)* }
        here { $($own:ident($own_input:ty) -> $own_output:ty = $how:ident;)* }
        at_once { $($short:ident($short_input:ty) -> $short_output:ty = $done:ident;)* }
    ) => {
        #[async_trait]
        impl S3 for Objects {
            $(
                async fn $operation(&self, request: S3Request<$input>) -> S3Result<S3Response<$output>> {
                    self.files.$operation(request).await
                }
            )*

            $(
                async fn $own(&self, request: S3Request<$own_input>) -> S3Result<S3Response<$own_output>> {
                    self.$how(request).await
                }
            )*

            $(
                async fn $short(&self, request: S3Request<$short_input>) -> S3Result<S3Response<$short_output>> {
                    self.$done(request)
                }
            )*
        }
    };
}

operations! {
    files {
        create_bucket(CreateBucketInput) -> CreateBucketOutput;
        head_bucket(HeadBucketInput) -> HeadBucketOutput;
        delete_objects(DeleteObjectsInput) -> DeleteObjectsOutput;
        list_objects_v2(ListObjectsV2Input) -> ListObjectsV2Output;
    }
    here {
        get_object(GetObjectInput) -> GetObjectOutput = get;
        head_object(HeadObjectInput) -> HeadObjectOutput = head;
        put_object(PutObjectInput) -> PutObjectOutput = put;
        copy_object(CopyObjectInput) -> CopyObjectOutput = copy;
        delete_object(DeleteObjectInput) -> DeleteObjectOutput = delete;
        upload_part(UploadPartInput) -> UploadPartOutput = take_part;
        upload_part_copy(UploadPartCopyInput) -> UploadPartCopyOutput = copy_part;
        complete_multipart_upload(CompleteMultipartUploadInput) -> CompleteMultipartUploadOutput = complete;
        abort_multipart_upload(AbortMultipartUploadInput) -> AbortMultipartUploadOutput = abort;
    }
    at_once {
        create_multipart_upload(CreateMultipartUploadInput) -> CreateMultipartUploadOutput = begin;
        list_parts(ListPartsInput) -> ListPartsOutput = show_parts;
        list_multipart_uploads(ListMultipartUploadsInput) -> ListMultipartUploadsOutput = show_begun;
    }
}

impl Objects {
    async fn get(&self, request: S3Request<GetObjectInput>) -> S3Result<S3Response<GetObjectOutput>> {
        let condition = request.input.if_match.clone();
        let found = self.open(request).await?;
        let is_other = |wanted: &ETagCondition| match wanted {
            ETagCondition::Any => false,
            ETagCondition::ETag(mark) => found.output.e_tag.as_ref().is_none_or(|found| !found.strong_cmp(mark)),
        };
        if condition.as_ref().is_some_and(is_other) {
            return Err(s3_error!(PreconditionFailed));
        }
        Ok(found)
    }

    async fn put(&self, mut request: S3Request<PutObjectInput>) -> S3Result<S3Response<PutObjectOutput>> {
        let input = &mut request.input;
        let checksums = Checksum {
            checksum_crc32: input.checksum_crc32.clone(),
            checksum_crc32c: input.checksum_crc32c.clone(),
            checksum_crc64nvme: input.checksum_crc64nvme.clone(),
            checksum_sha1: input.checksum_sha1.clone(),
            checksum_sha256: input.checksum_sha256.clone(),
            ..Checksum::default()
        };
        let Some(body) = input.body.take() else { return Err(s3_error!(IncompleteBody)) };
        let (body, verdict) = checked::check(body, Announced { checksums, md5: input.content_md5.take() });
        input.body = Some(body);
        match self.files.put_object(request).await {
            Err(_) if verdict.is_mismatch() => Err(s3_error!(BadDigest)),
            placed => placed,
        }
    }

    async fn copy(&self, request: S3Request<CopyObjectInput>) -> S3Result<S3Response<CopyObjectOutput>> {
        let input = request.input.clone();
        let CopySource::Bucket { bucket, key, .. } = &input.copy_source else {
            return Err(s3_error!(NotImplemented));
        };
        let source = GetObjectInput {
            bucket: bucket.to_string(),
            key: key.to_string(),
            if_match: input.copy_source_if_match.clone(),
            if_none_match: input.copy_source_if_none_match.clone(),
            ..GetObjectInput::default()
        };
        let source = self.get(request.clone().map_input(|_| source)).await?.output;
        let stored = self.files.put_object(request.map_input(|_| upload(input, source))).await?.output;
        Ok(S3Response::new(CopyObjectOutput {
            copy_object_result: Some(CopyObjectResult { e_tag: stored.e_tag, ..CopyObjectResult::default() }),
            ..CopyObjectOutput::default()
        }))
    }
}

/// The upload that stores a source under the name a copy asks for, described anew or as the source was.
fn upload(copy: CopyObjectInput, source: GetObjectOutput) -> PutObjectInput {
    let anew =
        copy.metadata_directive.as_ref().is_some_and(|directive| directive.as_str() == MetadataDirective::REPLACE);
    let placed = PutObjectInput {
        bucket: copy.bucket,
        key: copy.key,
        body: source.body,
        content_length: source.content_length,
        ..PutObjectInput::default()
    };
    if anew {
        PutObjectInput {
            metadata: copy.metadata,
            content_type: copy.content_type,
            content_disposition: copy.content_disposition,
            content_encoding: copy.content_encoding,
            content_language: copy.content_language,
            cache_control: copy.cache_control,
            ..placed
        }
    } else {
        PutObjectInput {
            metadata: source.metadata,
            content_type: source.content_type,
            content_disposition: source.content_disposition,
            content_encoding: source.content_encoding,
            content_language: source.content_language,
            cache_control: source.cache_control,
            ..placed
        }
    }
}

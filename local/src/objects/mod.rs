//! The embedded S3: files under the data folder, behind signed requests.
//!
//! An object is written beside its place and renamed into it, so a process that dies half-way leaves the old object or
//! none. The file store does so for uploads, but copies in place: a copy is therefore made of a read and an upload.

use async_trait::async_trait;
use s3s::auth::SimpleAuth;
use s3s::dto::{
    AbortMultipartUploadInput, AbortMultipartUploadOutput, CompleteMultipartUploadInput, CompleteMultipartUploadOutput,
    CopyObjectInput, CopyObjectOutput, CopyObjectResult, CopySource, CreateBucketInput, CreateBucketOutput,
    CreateMultipartUploadInput, CreateMultipartUploadOutput, DeleteObjectInput, DeleteObjectOutput, DeleteObjectsInput,
    DeleteObjectsOutput, GetObjectInput, GetObjectOutput, HeadBucketInput, HeadBucketOutput, HeadObjectInput,
    HeadObjectOutput, ListObjectsV2Input, ListObjectsV2Output, ListPartsInput, ListPartsOutput, MetadataDirective,
    PutObjectInput, PutObjectOutput, UploadPartInput, UploadPartOutput,
};
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::{S3, S3Request, S3Response, S3Result, s3_error};
use s3s_fs::FileSystem;

use crate::archive::{ACCESS_KEY, SECRET_KEY};
use crate::failure::Failure;
use crate::folder::Folder;
use crate::table::BUCKET;

/// Opens the objects of a folder; creates the bucket when it is absent.
pub(crate) fn open_objects(folder: &Folder) -> Result<S3Service, Failure> {
    let root = folder.objects();
    std::fs::create_dir_all(root.join(BUCKET)).map_err(|cause| Failure::Unwritable { folder: root.clone(), cause })?;
    let files = FileSystem::new(&root).map_err(|error| Failure::Store(format!("the embedded objects: {error:?}")))?;
    let mut builder = S3ServiceBuilder::new(Objects { files });
    builder.set_auth(SimpleAuth::from_single(ACCESS_KEY, SECRET_KEY));
    Ok(builder.build())
}

/// The file store, with copies that are whole or not at all.
struct Objects {
    files: FileSystem,
}

/// Operations that the file store does well enough.
macro_rules! as_files_do {
    ($($operation:ident($input:ty) -> $output:ty;)*) => {
        #[async_trait]
        impl S3 for Objects {
            $(
                async fn $operation(&self, request: S3Request<$input>) -> S3Result<S3Response<$output>> {
                    self.files.$operation(request).await
                }
            )*

            async fn copy_object(&self, request: S3Request<CopyObjectInput>) -> S3Result<S3Response<CopyObjectOutput>> {
                self.copy(request).await
            }
        }
    };
}

as_files_do! {
    create_bucket(CreateBucketInput) -> CreateBucketOutput;
    head_bucket(HeadBucketInput) -> HeadBucketOutput;
    get_object(GetObjectInput) -> GetObjectOutput;
    head_object(HeadObjectInput) -> HeadObjectOutput;
    put_object(PutObjectInput) -> PutObjectOutput;
    delete_object(DeleteObjectInput) -> DeleteObjectOutput;
    delete_objects(DeleteObjectsInput) -> DeleteObjectsOutput;
    list_objects_v2(ListObjectsV2Input) -> ListObjectsV2Output;
    create_multipart_upload(CreateMultipartUploadInput) -> CreateMultipartUploadOutput;
    upload_part(UploadPartInput) -> UploadPartOutput;
    list_parts(ListPartsInput) -> ListPartsOutput;
    complete_multipart_upload(CompleteMultipartUploadInput) -> CompleteMultipartUploadOutput;
    abort_multipart_upload(AbortMultipartUploadInput) -> AbortMultipartUploadOutput;
}

impl Objects {
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
        let source = self.files.get_object(request.clone().map_input(|_| source)).await?.output;
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

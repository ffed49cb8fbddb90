//! Pictures are decoded and encoded anew: what comes out is a picture and nothing else, without a word of where and by what it was taken.

use crate::kind::{Kind, refused};
use amanat_base::{Code, Error, Result};
use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder,
    imageops::FilterType,
};
use std::io::Cursor;

/// Longest side in pixels.
const SIDE_MAX: u32 = 12_000;
/// Most pixels.
const PIXELS_MAX: u64 = 40_000_000;
/// Most memory for one picture's pixels: 40 megapixels of four bytes each, and some.
const DECODED_MAX_BYTES: u64 = 200 << 20;
/// Most memory for what stands beside the pixels, such as a packed colour profile: a thousandth of it in the file is enough to fill it.
const ASIDE_MAX_BYTES: u64 = 8 << 20;
/// Quality of JPEG, of 100.
const QUALITY: u8 = 85;
/// Side of an avatar in pixels.
const AVATAR_SIDE: u32 = 512;

/// A picture as we encoded it.
#[derive(Debug)]
pub(crate) struct Picture {
    pub(crate) bytes: Vec<u8>,
    pub(crate) kind: Kind,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// Decodes a picture of this kind and encodes it anew; an avatar is cut to a square and made small. For a blocking thread.
pub(crate) fn redraw(bytes: &[u8], kind: Kind, is_avatar: bool) -> Result<Picture> {
    let mut image = decode(bytes, kind)?;
    if is_avatar {
        let side = image.width().min(image.height());
        let (x, y) = ((image.width() - side) / 2, (image.height() - side) / 2);
        let small = side.min(AVATAR_SIDE);
        image = image.crop_imm(x, y, side, side).resize_exact(small, small, FilterType::Triangle);
    }
    let (width, height) = (image.width(), image.height());
    let (bytes, kind) = encode(image, kind)?;
    Ok(Picture {
        bytes,
        kind,
        width,
        height,
    })
}

fn decode(bytes: &[u8], kind: Kind) -> Result<DynamicImage> {
    let format = match kind {
        Kind::Jpeg => ImageFormat::Jpeg,
        Kind::Png => ImageFormat::Png,
        Kind::Webp => ImageFormat::WebP,
        Kind::Pdf | Kind::Text | Kind::Zip => return Err(refused()),
    };
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(SIDE_MAX), Some(SIDE_MAX));
    limits.max_alloc = Some(ASIDE_MAX_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits.clone());
    // Only the header is read here.
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > PIXELS_MAX || width.max(height) > SIDE_MAX || decoder.total_bytes() > DECODED_MAX_BYTES {
        return Err(too_large());
    }
    let orientation = decoder.orientation().map_err(unreadable)?;
    limits.max_alloc = Some(DECODED_MAX_BYTES);
    decoder.set_limits(limits).map_err(unreadable)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    image.apply_orientation(orientation);
    Ok(image)
}

/// JPEG stays JPEG, PNG stays PNG; WebP becomes whichever keeps what can be seen.
fn encode(image: DynamicImage, kind: Kind) -> Result<(Vec<u8>, Kind)> {
    let has_alpha = image.color().has_alpha();
    let mut bytes = Vec::new();
    if kind == Kind::Jpeg || (kind == Kind::Webp && !has_alpha) {
        let image = image.into_rgb8();
        JpegEncoder::new_with_quality(&mut bytes, QUALITY)
            .encode(&image, image.width(), image.height(), ExtendedColorType::Rgb8)
            .map_err(Error::internal)?;
        return Ok((bytes, Kind::Jpeg));
    }
    let image = match has_alpha {
        true => DynamicImage::ImageRgba8(image.into_rgba8()),
        false => DynamicImage::ImageRgb8(image.into_rgb8()),
    };
    image
        .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
        .map_err(Error::internal)?;
    Ok((bytes, Kind::Png))
}

fn too_large() -> Error {
    Code::FileRefused.say("This picture is too large: at most 40 megapixels, and 12,000 pixels a side.")
}

fn unreadable(error: ImageError) -> Error {
    match error {
        ImageError::Limits(_) => too_large(),
        _ => Code::FileRefused.say("This picture can't be read."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageBuffer, Rgb, Rgba};
    use proptest::prelude::*;

    fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let image = ImageBuffer::from_fn(
            width,
            height,
            |x, _| if x < width / 2 { Rgb([200, 0, 0]) } else { Rgb([0, 0, 200_u8]) },
        );
        let mut bytes = Vec::new();
        DynamicImage::ImageRgb8(image)
            .write_to(&mut Cursor::new(&mut bytes), format)
            .unwrap();
        bytes
    }

    /// A JPEG's segment APP1 that says "turn by 90 degrees clockwise" and where it was taken.
    fn with_exif(jpeg: &[u8]) -> Vec<u8> {
        let mut tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
        tiff.extend_from_slice(b"GPS 52.5200 13.4050");
        let payload = [b"Exif\0\0", tiff.as_slice()].concat();
        let length = u16::try_from(payload.len() + 2).unwrap().to_be_bytes();
        [&jpeg[..2], b"\xff\xe1", &length, &payload, &jpeg[2..]].concat()
    }

    #[test]
    fn orientation_is_applied_and_everything_else_forgotten() {
        let taken = with_exif(&picture(40, 20, ImageFormat::Jpeg));
        let drawn = redraw(&taken, Kind::Jpeg, false).unwrap();
        assert_eq!((drawn.width, drawn.height, drawn.kind), (20, 40, Kind::Jpeg));
        let text = String::from_utf8_lossy(&drawn.bytes).into_owned();
        assert!(!text.contains("Exif") && !text.contains("GPS"));
        let again = image::load_from_memory(&drawn.bytes).unwrap().into_rgb8();
        assert!(again.get_pixel(10, 2)[0] > 150, "what was left is on top now");
    }

    #[test]
    fn what_hangs_on_behind_a_picture_is_gone() {
        for (format, kind) in [
            (ImageFormat::Jpeg, Kind::Jpeg),
            (ImageFormat::Png, Kind::Png),
            (ImageFormat::WebP, Kind::Webp),
        ] {
            let tail = b"<script>alert(1)</script>PK\x05\x06";
            let bytes = [picture(30, 30, format).as_slice(), tail].concat();
            let drawn = redraw(&bytes, kind, false).unwrap();
            assert!(!drawn.bytes.windows(7).any(|w| w == b"<script"), "{kind:?}");
            assert_eq!(Kind::of(&drawn.bytes).unwrap(), drawn.kind);
        }
    }

    #[test]
    fn an_avatar_is_a_small_square() {
        let drawn = redraw(&picture(1500, 700, ImageFormat::Png), Kind::Png, true).unwrap();
        assert_eq!((drawn.width, drawn.height), (512, 512));
        let drawn = redraw(&picture(90, 300, ImageFormat::Jpeg), Kind::Jpeg, true).unwrap();
        assert_eq!((drawn.width, drawn.height), (90, 90));
        let drawn = redraw(&picture(1, 1, ImageFormat::WebP), Kind::Webp, true).unwrap();
        assert_eq!((drawn.width, drawn.height, drawn.kind), (1, 1, Kind::Jpeg));
    }

    #[test]
    fn transparency_is_kept() {
        let image = DynamicImage::ImageRgba8(ImageBuffer::from_pixel(8, 8, Rgba([1, 2, 3, 0])));
        let mut bytes = Vec::new();
        image.write_to(&mut Cursor::new(&mut bytes), ImageFormat::WebP).unwrap();
        let drawn = redraw(&bytes, Kind::Webp, false).unwrap();
        assert_eq!(drawn.kind, Kind::Png);
        assert_eq!(image::load_from_memory(&drawn.bytes).unwrap().into_rgba8().get_pixel(0, 0)[3], 0);
    }

    #[test]
    fn sides_and_pixels_are_bounded() {
        let long = redraw(&picture(12_001, 1, ImageFormat::Png), Kind::Png, false).unwrap_err();
        assert!(long.message.contains("too large"), "{long}");
        let large = redraw(&picture(8_000, 5_001, ImageFormat::Png), Kind::Png, false).unwrap_err();
        assert!(large.message.contains("too large"), "{large}");
    }

    proptest! {
        #[test]
        fn no_bytes_break_it(bytes in proptest::collection::vec(any::<u8>(), 0..600), which in 0_usize..3, at in 0_usize..400) {
            let (format, kind) = [(ImageFormat::Jpeg, Kind::Jpeg), (ImageFormat::Png, Kind::Png), (ImageFormat::WebP, Kind::Webp)][which];
            let mut broken = picture(16, 16, format);
            let at = at.min(broken.len());
            broken.splice(at.., bytes);
            if let Ok(drawn) = redraw(&broken, kind, false) {
                prop_assert_eq!(Kind::of(&drawn.bytes).map_err(|e| e.code), Ok(drawn.kind));
            }
        }
    }
}

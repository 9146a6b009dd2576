// SPDX-License-Identifier: (GPL-2.0-only OR BSD-3-Clause)
/*
 * vector.c: MSI-X vectors: their interrupts, and the files by which user space waits for them.
 */
#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/idr.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/uio_driver.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "vector.h"

#define IVSHMEM_MINORS (MINORMASK + 1)

/* One MSI-X vector and its file. It exists until the last file is closed. */
struct ivshmem_vector {
	struct device dev;
	struct cdev cdev;
	int index;
	int irq;
	struct uio_info *uio; /* valid while there is an interrupt */
	struct delayed_work unmask;
	wait_queue_head_t wait; /* its lock protects what follows */
	u64 count;		/* notifications so far */
	unsigned long tick;	/* the last one's time in jiffies */
	unsigned int in_tick;	/* notifications in that tick */
	bool is_masked;		/* until the next tick */
	bool is_gone;		/* has no interrupt any more */
};

/* An open file of a vector. */
struct ivshmem_listener {
	struct ivshmem_vector *vector;
	u64 seen; /* how many notifications were read, under the lock of the vector */
};

/*
 * A peer may notify this VM as fast as it can. A vector that reaches this limit is masked until the
 * next tick; what arrives meanwhile is pending, and becomes one notification.
 */
static unsigned int burst = 256;
module_param(burst, uint, 0644);
MODULE_PARM_DESC(burst, "notifications of a vector per timer tick before it is masked (256)");

static dev_t ivshmem_first;
static DEFINE_IDA(ivshmem_minors);
static struct class ivshmem_class = { .name = "ivshmem" };

/* Files of vectors */

static bool ivshmem_has_event(const struct ivshmem_listener *listener)
{
	return listener->vector->count != listener->seen || listener->vector->is_gone;
}

static int ivshmem_open(struct inode *inode, struct file *file)
{
	struct ivshmem_vector *vector = container_of(inode->i_cdev, struct ivshmem_vector, cdev);
	struct ivshmem_listener *listener = kzalloc(sizeof(*listener), GFP_KERNEL);

	if (!listener)
		return -ENOMEM;
	listener->vector = vector;
	spin_lock_irq(&vector->wait.lock);
	listener->seen = vector->count;
	spin_unlock_irq(&vector->wait.lock);
	file->private_data = listener;
	return stream_open(inode, file);
}

static int ivshmem_release(struct inode *inode, struct file *file)
{
	kfree(file->private_data);
	return 0;
}

/* Waits for notifications, and takes all that there are: their number, or an error. */
static int ivshmem_take(struct ivshmem_listener *listener, bool may_block, u64 *count)
{
	struct ivshmem_vector *vector = listener->vector;
	int result = 0;

	spin_lock_irq(&vector->wait.lock);
	if (may_block)
		result = wait_event_interruptible_locked_irq(vector->wait,
							     ivshmem_has_event(listener));
	*count = vector->count - listener->seen;
	if (!result && !*count)
		result = vector->is_gone ? -ENODEV : -EAGAIN;
	if (!result)
		listener->seen = vector->count;
	spin_unlock_irq(&vector->wait.lock);
	return result;
}

static ssize_t ivshmem_read(struct file *file, char __user *buffer, size_t size, loff_t *offset)
{
	u64 count;
	int result;

	if (size < sizeof(count))
		return -EINVAL;
	result = ivshmem_take(file->private_data, !(file->f_flags & O_NONBLOCK), &count);
	if (result)
		return result;
	return copy_to_user(buffer, &count, sizeof(count)) ? -EFAULT : sizeof(count);
}

static __poll_t ivshmem_poll(struct file *file, poll_table *table)
{
	struct ivshmem_listener *listener = file->private_data;
	struct ivshmem_vector *vector = listener->vector;
	__poll_t events = 0;

	poll_wait(file, &vector->wait, table);
	spin_lock_irq(&vector->wait.lock);
	if (vector->count != listener->seen)
		events |= EPOLLIN | EPOLLRDNORM;
	if (vector->is_gone)
		events |= EPOLLHUP | EPOLLERR;
	spin_unlock_irq(&vector->wait.lock);
	return events;
}

static const struct file_operations ivshmem_fops = {
	.owner = THIS_MODULE,
	.open = ivshmem_open,
	.release = ivshmem_release,
	.read = ivshmem_read,
	.poll = ivshmem_poll,
};

/* Interrupts */

/* Whether this notification is the last one that the tick may have. */
static bool ivshmem_is_burst(struct ivshmem_vector *vector)
{
	unsigned long now = jiffies;

	if (vector->tick != now) {
		vector->tick = now;
		vector->in_tick = 0;
	}
	return ++vector->in_tick >= READ_ONCE(burst);
}

static irqreturn_t ivshmem_interrupt(int irq, void *opaque)
{
	struct ivshmem_vector *vector = opaque;
	unsigned long flags;

	spin_lock_irqsave(&vector->wait.lock, flags);
	vector->count++;
	/* A threaded handler may run once more after it has masked the vector. */
	if (ivshmem_is_burst(vector) && !vector->is_masked && !vector->is_gone) {
		vector->is_masked = true;
		disable_irq_nosync(irq);
		schedule_delayed_work(&vector->unmask, 1);
	}
	/* All of them, even exclusive waiters: each open file has a count of its own. */
	wake_up_all_locked(&vector->wait);
	spin_unlock_irqrestore(&vector->wait.lock, flags);
	uio_event_notify(vector->uio);
	return IRQ_HANDLED;
}

static void ivshmem_unmask(struct work_struct *work)
{
	struct ivshmem_vector *vector =
		container_of(to_delayed_work(work), struct ivshmem_vector, unmask);

	spin_lock_irq(&vector->wait.lock);
	vector->is_masked = false;
	enable_irq(vector->irq);
	spin_unlock_irq(&vector->wait.lock);
}

/* No notification follows. May be called twice. */
static void ivshmem_end(struct ivshmem_vector *vector)
{
	spin_lock_irq(&vector->wait.lock);
	vector->is_gone = true;
	wake_up_all_locked(&vector->wait);
	spin_unlock_irq(&vector->wait.lock);
}

/* Runs before the interrupt is freed: from here on it is not masked, and nothing unmasks it. */
static void ivshmem_stop(void *opaque)
{
	struct ivshmem_vector *vector = opaque;

	ivshmem_end(vector);
	cancel_delayed_work_sync(&vector->unmask);
}

int ivshmem_vector_start(struct ivshmem_vector *vector, struct pci_dev *pdev, struct uio_info *uio)
{
	char *name;
	int result;

	name = devm_kasprintf(&pdev->dev, GFP_KERNEL, "uio_ivshmem-%s-%d", pci_name(pdev),
			      vector->index);
	if (!name)
		return -ENOMEM;
	vector->uio = uio;
	vector->irq = pci_irq_vector(pdev, vector->index);
	result = devm_request_irq(&pdev->dev, vector->irq, ivshmem_interrupt, 0, name, vector);
	if (result)
		return result;
	return devm_add_action_or_reset(&pdev->dev, ivshmem_stop, vector);
}

/* The life of a vector */

static void ivshmem_free_vector(struct device *dev)
{
	struct ivshmem_vector *vector = container_of(dev, struct ivshmem_vector, dev);

	ida_free(&ivshmem_minors, MINOR(dev->devt) - MINOR(ivshmem_first));
	kfree(vector);
}

/* A vector that could not be started may have open files, too. */
static void ivshmem_remove_vector(void *opaque)
{
	struct ivshmem_vector *vector = opaque;

	ivshmem_end(vector);
	cdev_device_del(&vector->cdev, &vector->dev);
	put_device(&vector->dev);
}

/* A vector without a file and an interrupt; put_device() frees it. */
static struct ivshmem_vector *ivshmem_new_vector(struct pci_dev *pdev, int index)
{
	struct ivshmem_vector *vector = kzalloc(sizeof(*vector), GFP_KERNEL);
	int minor = ida_alloc_max(&ivshmem_minors, IVSHMEM_MINORS - 1, GFP_KERNEL);

	if (!vector || minor < 0) {
		if (minor >= 0)
			ida_free(&ivshmem_minors, minor);
		kfree(vector);
		return NULL;
	}
	device_initialize(&vector->dev);
	vector->dev.class = &ivshmem_class;
	vector->dev.parent = &pdev->dev;
	vector->dev.devt = ivshmem_first + minor;
	vector->dev.release = ivshmem_free_vector;
	vector->index = index;
	init_waitqueue_head(&vector->wait);
	INIT_DELAYED_WORK(&vector->unmask, ivshmem_unmask);
	cdev_init(&vector->cdev, &ivshmem_fops);
	vector->cdev.owner = THIS_MODULE;
	return vector;
}

/* The "!" becomes a "/" in the file's path. */
struct ivshmem_vector *ivshmem_vector_add(struct pci_dev *pdev, int index)
{
	struct ivshmem_vector *vector = ivshmem_new_vector(pdev, index);
	int result;

	if (!vector)
		return ERR_PTR(-ENOMEM);
	result = dev_set_name(&vector->dev, "ivshmem!%s-vector%d", pci_name(pdev), index);
	if (!result)
		result = cdev_device_add(&vector->cdev, &vector->dev);
	if (result) {
		put_device(&vector->dev);
		return ERR_PTR(result);
	}
	result = devm_add_action_or_reset(&pdev->dev, ivshmem_remove_vector, vector);
	return result ? ERR_PTR(result) : vector;
}

int ivshmem_vectors_init(void)
{
	int result = alloc_chrdev_region(&ivshmem_first, 0, IVSHMEM_MINORS, "ivshmem");

	if (result)
		return result;
	result = class_register(&ivshmem_class);
	if (result)
		unregister_chrdev_region(ivshmem_first, IVSHMEM_MINORS);
	return result;
}

void ivshmem_vectors_exit(void)
{
	class_unregister(&ivshmem_class);
	unregister_chrdev_region(ivshmem_first, IVSHMEM_MINORS);
	ida_destroy(&ivshmem_minors);
}
